// Keeps every page as it was sent, whoever asked for it and by whichever way, for the checker and the table of routes.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export class Kept {
  #waiting = [];
  #files = new Map();
  /** The paths that answered with a page. */
  paths = new Set();
  /** Feeds that pages name. */
  feeds = new Set();

  constructor(folder) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  /** From now on, the pages of all tabs of this browser. */
  over(context) {
    context.on("response", (response) => {
      const type = response.headers()["content-type"] ?? "";
      const isPage = response.request().isNavigationRequest() && type.startsWith("text/html");
      if (isPage && response.status() !== 303) this.#waiting.push(this.#keep(response));
    });
  }

  async #keep(response) {
    // A page that its reader has left already takes its words along: another reader's stays a while.
    const html = await response.text().catch(() => null);
    if (html === null) return;
    const { pathname } = new URL(response.url());
    this.paths.add(pathname);
    this.add(`${response.status()} ${pathname}`, html);
    for (const [, feed] of html.matchAll(/<link rel="alternate" type="application\/atom\+xml" href="([^"]+)"/g)) {
      this.feeds.add(new URL(feed, response.url()).href);
    }
  }

  /** What is the same to the byte is one page. */
  add(what, html) {
    const name = `${createHash("sha256").update(html).digest("hex").slice(0, 16)}.html`;
    if (this.#files.has(name)) return;
    this.#files.set(name, what);
    writeFileSync(join(this.folder, name), html);
  }

  /** Those that the tests have kept. */
  addAll(folder) {
    const names = readdirSync(folder).filter((name) => name.endsWith(".html"));
    // Tests that kept nothing would look like tests whose pages are good.
    if (names.length < 50) throw new Error(`expected the tests' pages in ${folder}, and found ${names.length}`);
    for (const name of names) this.add(`of the tests: ${name}`, readFileSync(join(folder, name)));
  }

  async settled() {
    await Promise.all(this.#waiting);
    return this.#files.size;
  }

  /** What a file of the folder is. */
  what(name) {
    return this.#files.get(name) ?? name;
  }
}
