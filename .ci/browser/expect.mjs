// Expectations: named sentences, counted, and the first that fails ends the walk with pictures of what was on screen.
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

export class Failed extends Error {}

export class Expectations {
  passed = 0;

  constructor(pictures, openPages) {
    this.pictures = pictures;
    this.openPages = openPages;
    mkdirSync(pictures, { recursive: true });
    // Pictures of an earlier failure would be taken for this one's.
    const old = readdirSync(pictures).filter((name) => name.startsWith("failed-"));
    for (const name of old) rmSync(join(pictures, name));
  }

  chapter(title) {
    console.log(`\n${title}`);
  }

  /** Runs a check, and hands on what it returns. */
  async that(sentence, check) {
    const started = performance.now();
    try {
      const result = await check();
      this.passed += 1;
      console.log(`  ok  ${sentence} (${Math.round(performance.now() - started)} ms)`);
      return result;
    } catch (error) {
      console.log(`  NO  ${sentence}`);
      console.log(String(error.stack ?? error).replace(/^/gm, "      "));
      await this.#picture();
      throw new Failed(sentence);
    }
  }

  async #picture() {
    for (const [index, page] of this.openPages().entries()) {
      const path = join(this.pictures, `failed-${index + 1}.png`);
      await page.screenshot({ path, timeout: 5000 }).then(
        () => console.log(`      on screen: ${path}  ${page.url()}`),
        () => {},
      );
    }
  }
}
