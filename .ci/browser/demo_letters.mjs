// The letters of the demo, which keeps each as files: what the walk has from its mail server.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const PATIENCE = 20_000;

export class DemoLetters {
  #read = new Set();

  constructor(folder) {
    this.folder = folder;
  }

  /** All there are, the oldest first. */
  all() {
    let names = [];
    try {
      names = readdirSync(this.folder).filter((name) => name.endsWith(".eml"));
    } catch {
      // Its folder comes with the first of them.
    }
    return names.sort().map((name) => this.#letter(name.slice(0, -".eml".length)));
  }

  #letter(id) {
    const part = (extension) => readFileSync(join(this.folder, `${id}.${extension}`), "utf8");
    const field = (name) => new RegExp(`^${name}: *(.*?)\\r?$`, "m").exec(part("eml"))?.[1] ?? "";
    return { id, to: field("To"), subject: field("Subject"), text: part("txt"), html: part("html") };
  }

  /** Waits for a letter to this address with this in its subject that was not handed out before. */
  async next(address, subject) {
    const end = Date.now() + PATIENCE;
    for (;;) {
      const found = this.all().find(
        (letter) => letter.to.includes(address) && subject.test(letter.subject) && !this.#read.has(letter.id),
      );
      if (found) {
        this.#read.add(found.id);
        return found;
      }
      if (Date.now() > end) throw new Error(`no letter with ${subject} came to ${address}`);
      await pause(100);
    }
  }
}
