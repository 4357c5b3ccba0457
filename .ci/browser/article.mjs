// The gated article of the walk, known from its Markdown file: what everybody may see of it, and what nobody may.
import { readFileSync } from "node:fs";
import { join } from "node:path";

const MARKER = "<!-- more -->";
// Shorter pieces, or pieces with markup or quotation marks in them, stand differently on the page.
const PLAIN = /^[A-Za-z0-9 ,.;:()%-]{40,}$/;

export class Article {
  path = "/one-square-meter-halved";
  hero = `${this.path}/hero.png`;
  gatedImage = `${this.path}/paper-sizes.png`;

  constructor(content) {
    const text = readFileSync(join(content, this.path, "index.md"), "utf8");
    const body = text
      .split(/^\+\+\+$/m)
      .slice(2)
      .join("");
    const [lead, rest] = body.split(MARKER);
    this.lead = sentences(lead);
    this.rest = sentences(rest);
    // The walk would prove nothing with no sentence to look for.
    if (this.lead.length < 3 || this.rest.length < 8) throw new Error(`too few plain sentences in ${this.path}`);
  }
}

const sentences = (text) => text.split(/(?<=[.?!])\s+|\n/).filter((sentence) => PLAIN.test(sentence));
