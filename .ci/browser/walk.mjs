// Walks through Gatefold as readers do: real browsers, a real mail server, the real program.
//
//   node .ci/browser/walk.mjs target/debug/gatefold --database sqlite
//   node .ci/browser/walk.mjs target/debug/gatefold --database postgres://user@127.0.0.1:5432/an_empty_database
//
// Ends at the first expectation that fails, with its pictures under target/browser/, in a folder of the engine.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import * as account from "./account.mjs";
import { Article } from "./article.mjs";
import * as staffDesk from "./desk.mjs";
import { demo, endsInOrder } from "./demo.mjs";
import * as effort from "./effort.mjs";
import * as elsewhere from "./elsewhere.mjs";
import { Expectations, Failed } from "./expect.mjs";
import { Gatefold, killAll } from "./gatefold.mjs";
import { looks } from "./looks.mjs";
import { Reader, Watch, launch } from "./reader.mjs";
import * as share from "./share.mjs";
import * as shareBox from "./share_box.mjs";
import * as signIn from "./sign_in.mjs";
import { MailServer } from "./smtp.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { database: { type: "string", default: "sqlite" } },
});
const [binary] = positionals;
if (!binary || !/^(sqlite$|postgres(ql)?:\/\/)/.test(values.database)) {
  console.error("usage: walk.mjs BINARY [--database sqlite|postgres://…]");
  process.exit(2);
}

const scratch = mkdtempSync(join(tmpdir(), "gatefold-walk-"));
// The browser's profile lies there too, and goes with it.
process.env.TMPDIR = scratch;

let browser;
async function cleanUp() {
  killAll();
  await browser?.close().catch(() => {});
  rmSync(scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => cleanUp().finally(() => process.exit(1)));

// A walk on the other engine may be under way beside this one.
const pictures = join(root, "target/browser", values.database.replace(/(ql)?:.*/s, ""));
const openPages = () => browser?.contexts().flatMap((context) => context.pages()) ?? [];
const expect = new Expectations(pictures, openPages);
const watch = new Watch();

async function walk() {
  const content = join(root, "content");
  const mail = await MailServer.start();
  const folder = join(scratch, "serve");
  const common = { binary: resolve(binary), scratch, pictures };
  const program = await Gatefold.serve({ ...common, database: values.database, folder, content, smtpPort: mail.port });
  try {
    browser = await launch();
    watch.allowHost(program.base);
    const world = {
      ...common,
      expect,
      watch,
      browser,
      mail,
      program,
      base: program.base,
      article: new Article(content),
    };
    await chapters(world);
    await expect.that("told to stop, the program ends in order, with no error in its log", () => endsInOrder(program));
  } catch (error) {
    console.log(`\nThe program's last words:\n${program.log()}`);
    throw error;
  } finally {
    mail.stop();
  }
}

async function chapters(world) {
  const readers = { address: "ana@example.org" };
  for (const name of ["ana", "desk", "phone"]) readers[name] = await Reader.open(browser, watch, world.base);
  await chapter("A stranger proves an address by code", () => signIn.byCode(world, readers));
  await chapter("The letter is opened on another device", () => signIn.byLinkElsewhere(world, readers));
  await chapter("The account", () => account.settings(world, readers));
  await chapter("A change of address, taken back", () => account.changeOfAddress(world, readers));
  await chapter("The end of a membership", () => account.goodbye(world, readers));
  await Promise.all([readers.ana, readers.desk, readers.phone].map((reader) => reader.close()));
  await chapter("The keyboard alone", () => signIn.byKeyboard(world));
  await chapter("No scripts", () => signIn.withoutScripts(world));
  const may = await chapter("An article for a friend", () => share.byCopy(world));
  await chapter("The box under the title, by the keyboard alone", () => shareBox.byKeyboard(world, may));
  await chapter("To each place", () => shareBox.toEachPlace(world, may));
  await chapter("Share links without scripts", () => shareBox.withoutScripts(world, may));
  await chapter("The sharer's name", () => share.byName(world, may));
  await chapter("The last link of a day", () => shareBox.theLastOfADay(world));
  await chapter("A friend who is asked for an address", () => share.askedForAnAddress(world, may));
  await may.close();
  await chapter("The desk, by a passkey", () => staffDesk.byPasskey(world));
  await chapter("Over the limit of letters", () => effort.overTheLimit(world));
  const issuer = await elsewhere.open(world);
  const ida = await chapter("An account elsewhere", () => elsewhere.byButton(world, issuer));
  await chapter("An account elsewhere, given up", () => elsewhere.givenUp(world, issuer));
  await chapter("An account elsewhere, disconnected and connected", () =>
    elsewhere.onTheAccountPage(world, issuer, ida),
  );
  await ida.close();
  await chapter("An account elsewhere, by the keyboard alone", () => elsewhere.byKeyboard(world, issuer));
  await chapter("The looks with accounts", () => elsewhere.looks(world, issuer));
  await elsewhere.close(world, issuer);
  await chapter("The looks", () => looks(world));
  await chapter("The demo", () => demo(world));
}

async function chapter(title, walkIt) {
  expect.chapter(title);
  const result = await walkIt();
  await expect.that("no script failed, nothing was refused by policy, no other host was asked", () => {
    const faults = watch.takeFaults();
    if (faults.length) throw new Error(`expected none of these:\n${faults.join("\n")}`);
    if (!watch.seen) throw new Error("expected the watch to have seen requests");
  });
  return result;
}

let failed = 1;
try {
  await walk();
  failed = 0;
} catch (error) {
  if (!(error instanceof Failed)) console.log(error);
} finally {
  await cleanUp();
}
console.log(`\n${expect.passed} passed, ${failed} failed`);
process.exit(failed);
