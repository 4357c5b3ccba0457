// Holds every page of the demo against what others have written down of good pages: axe-core, the W3C's checker and
// Lighthouse; weighs them; and takes pictures for a person to look at.
//
//   node .ci/browser/checks.mjs target/debug/gatefold
//   node .ci/browser/checks.mjs target/debug/gatefold --only wall           the pages with this in their names, alone
//   node .ci/browser/checks.mjs target/debug/gatefold --only wall --rest    and then what follows the pages
//
// With --more FOLDER the W3C's checker also reads the pages and letters there: those that the tests have kept
// (GATEFOLD_TEST_PAGES, tests/it/harness/kept.rs).
//
// Tells all it finds, and then ends with 1. Pages as they were sent lie under target/pages/, pictures under
// target/screenshots/.
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import { Article } from "./article.mjs";
import { checker } from "./checker.mjs";
import { DemoLetters } from "./demo_letters.mjs";
import { Findings } from "./findings.mjs";
import { Gatefold, killAll } from "./gatefold.mjs";
import { inspect } from "./inspect.mjs";
import { Kept } from "./kept.mjs";
import { keyboard } from "./keyboard.mjs";
import { lighthouse } from "./lighthouse.mjs";
import { pagesOf, readersOf } from "./pages.mjs";
import { Reader, Watch, launch } from "./reader.mjs";
import { pageRoutes } from "./routes.mjs";
import { pagesOfSettings } from "./settings_pages.mjs";
import { languages, largeLetters } from "./visits.mjs";
import { longArticle, weights } from "./weights.mjs";

// As many as there are cores on a small machine: one page waits while the other is laid out.
const TABS = 2;

const root = fileURLToPath(new URL("../..", import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: "string" }, rest: { type: "boolean" }, more: { type: "string" } },
});
const isWhole = values.only === undefined;
const [binary] = positionals;
if (!binary) {
  console.error("usage: checks.mjs BINARY [--more FOLDER] [--only PART_OF_A_NAME [--rest]]");
  process.exit(2);
}

const scratch = mkdtempSync(join(tmpdir(), "gatefold-checks-"));
// The browsers' profiles lie there too, and go with it.
process.env.TMPDIR = scratch;

let browser;
async function cleanUp() {
  killAll();
  await browser?.close().catch(() => {});
  rmSync(scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => cleanUp().finally(() => process.exit(1)));

/** An empty folder under target/. */
function folder(name) {
  const path = join(root, "target", name);
  rmSync(path, { recursive: true, force: true });
  mkdirSync(path, { recursive: true });
  return path;
}

const findings = new Findings();
const pictures = isWhole ? folder("screenshots") : join(root, "target/screenshots");
mkdirSync(pictures, { recursive: true });
const kept = new Kept(folder("pages"));
const watch = new Watch();
watch.expectPages();

async function run() {
  const home = join(scratch, "demo");
  // The demo writes its samples only where there are none yet.
  const content = join(home, "content");
  cpSync(join(root, "content"), content, { recursive: true });
  const long = longArticle(content);
  const program = await Gatefold.demo({ binary: resolve(binary), folder: home });
  browser = await launch();
  watch.allowHost(program.base);
  const world = { root, scratch, binary: resolve(binary), browser, watch, kept, findings, pictures };
  Object.assign(world, { program, base: program.base, content: join(root, "content"), long });
  Object.assign(world, { article: new Article(world.content), letters: new DemoLetters(join(home, "letters")) });
  const readers = await readersOf(world).catch((error) => {
    console.log(program.log());
    throw error;
  });

  findings.chapter("The pages of the demo: axe-core, nothing over the edge, nothing that moves");
  const pages = await pagesOf(world);
  await inspectAll(world, pages, readers);
  if (isWhole || values.rest) {
    findings.chapter("The keyboard, large letters, other languages");
    await keyboard(world);
    await largeLetters(world, pages, readers);
    await languages(world, pages, readers);
    findings.chapter("The pages of other settings");
    await pagesOfSettings(world, (pages, readers) => inspectAll(world, pages, readers));
    await whole(world, readers);
  }
  const complaints = program.complaints();
  await findings.none("the demo's log has no error in it", async () => complaints);
}

/** What is told of all pages together. */
async function whole(world, readers) {
  findings.chapter("All pages together");
  for (const letter of world.letters.all()) kept.add(`letter “${letter.subject}”`, letter.html);
  await findings.none("no page fails in its scripts, is refused by its policy, or asks another host", async () =>
    watch.takeFaults(),
  );
  if (values.more) kept.addAll(values.more);
  const count = await kept.settled();
  if (isWhole)
    await findings.none("every path that answers with a page was looked at", async () => {
      const seen = [...kept.paths];
      const missing = pageRoutes(root).filter(({ is }) => !seen.some(is));
      return missing.map(({ path, name }) => `nothing in .ci/browser/pages.mjs leads to ${path} (links::${name})`);
    });
  await findings.none("feeds and maps are well-formed", () => wellFormed(world));
  await findings.none(`the W3C's checker finds no error in ${count} pages and letters`, () => checker(world));
  await Promise.all(
    Object.values(readers)
      .filter((reader) => reader !== readers.member && reader !== readers.stranger)
      .map((reader) => reader.close()),
  );
  findings.chapter("Weights, and Lighthouse");
  await weights(world, readers.member);
  await lighthouse(world, readers.member);
}

async function inspectAll(world, pages, readers) {
  const wanted = pages.filter(({ name }) => isWhole || name.includes(values.only));
  const inTurn = async (left) => {
    for (let entry; (entry = left.shift());) await one(world, entry, readers[entry.who]);
  };
  const beside = wanted.filter(({ isAlone }) => !isAlone);
  await Promise.all(Array.from({ length: TABS }, () => inTurn(beside)));
  await inTurn(wanted.filter(({ isAlone }) => isAlone));
}

async function one({ pictures }, entry, reader) {
  const tab = await reader.tab();
  await findings.none(`${entry.name}, as ${entry.who}`, () => inspect(tab, entry, pictures));
  await tab.page.close();
}

/** Read by the browser's own parser, which takes nothing that is not XML. */
async function wellFormed({ base, browser }) {
  const reader = await Reader.open(browser, watch, base);
  await reader.goto("/");
  const faults = [];
  // The program of the other settings has ended by now; its feeds are like these.
  const left = [...[...kept.feeds].filter((url) => url.startsWith(base)), `${base}/sitemap.xml`];
  for (const url of left) {
    const read = await reader.page.evaluate(async (url) => {
      const answer = await fetch(url);
      const xml = new DOMParser().parseFromString(await answer.text(), "application/xml");
      const fault = answer.ok ? xml.querySelector("parsererror")?.textContent : `status ${answer.status}`;
      return { fault, maps: [...xml.querySelectorAll("sitemap > loc")].map((loc) => loc.textContent) };
    }, url);
    if (read.fault) faults.push(`${url}: ${read.fault}`);
    left.push(...read.maps.filter((map) => !left.includes(map)));
  }
  await reader.close();
  return left.length < 2 ? ["expected feeds, and found none"] : faults;
}

let code = 1;
try {
  await run();
  code = findings.end();
} catch (error) {
  console.log(error);
} finally {
  await cleanUp();
}
process.exit(code);
