// Checks that go on after a fault, so that one run tells all there is to mend; counted, and told at the end once more.
import { setTimeout as pause } from "node:timers/promises";

// What hangs must not hold up the rest.
const PATIENCE = 120_000;

export class Findings {
  passed = 0;
  #failed = [];

  chapter(title) {
    console.log(`\n${title}`);
  }

  /** `check` hands back what it finds wrong, a line each. What it throws is a finding as well. */
  async none(sentence, check) {
    const started = performance.now();
    const late = pause(PATIENCE, [`not done after ${PATIENCE / 1000} s`], { ref: false });
    const found = await Promise.race([check(), late]).catch((error) => [String(error.stack ?? error)]);
    const took = `${Math.round(performance.now() - started)} ms`;
    if (found.length === 0) {
      this.passed += 1;
      console.log(`  ok  ${sentence} (${took})`);
      return;
    }
    this.#failed.push(sentence);
    console.log(`  NO  ${sentence} (${took})\n${found.join("\n").replace(/^/gm, "      ")}`);
  }

  /** Worth reading, and no fault. */
  note(words) {
    console.log(words.replace(/^/gm, "      "));
  }

  /** The exit code. */
  end() {
    console.log(`\n${this.passed} passed, ${this.#failed.length} failed`);
    for (const sentence of this.#failed) console.log(`  NO  ${sentence}`);
    return this.#failed.length ? 1 : 0;
  }
}
