// The pages that only other settings than the demo's bring on screen: a program is started again with each of them.
import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { Gatefold } from "./gatefold.mjs";
import { Reader } from "./reader.mjs";
import { linkOf } from "./share_steps.mjs";
import { MailServer } from "./smtp.mjs";
import * as steps from "./steps.mjs";

const OTHER = "/the-piano-tuner-counts-to-ten";
const THIRD = "/the-wheel-that-stands-on-wires";
// More than a page of a list holds.
const SHORT_ONES = 30;

/** `inspectAll` takes lines as `pagesOf` has them, and the readers they name. */
export async function pagesOfSettings(world, inspectAll) {
  const { binary, scratch, watch, kept, findings } = world;
  const mail = await MailServer.start();
  const content = join(scratch, "many");
  cpSync(world.content, content, { recursive: true });
  for (let at = 1; at <= SHORT_ONES; at++) writeFileSync(join(content, `short-${at}.md`), short(at));
  const folder = join(scratch, "settings");
  const program = await Gatefold.serve({ binary, database: "sqlite", folder, content, smtpPort: mail.port });
  watch.allowHost(program.base);
  const here = { ...world, base: program.base, program, mail };
  try {
    for (const group of [lists, invited, asked, free, unlocked, effort]) {
      const { pages, readers } = await group(here);
      await inspectAll(pages, readers);
      await Promise.all(Object.values(readers).map((reader) => reader.close()));
    }
    for (const letter of mail.all()) kept.add(`letter “${letter.subject}”`, letter.html);
    const complaints = program.complaints(/the limit of letters for the whole installation is reached/);
    await findings.none("the program's log has no error in it", async () => complaints);
  } finally {
    mail.stop();
    await program.stop();
  }
}

const short = (at) => `+++
title = "Short Piece ${at}"
published = 2019-03-${String((at % 28) + 1).padStart(2, "0")}
+++
A piece that is there so that lists have a second page.

<!-- more -->

It says no more than that.
`;

async function open({ browser, watch, base, kept }, options) {
  const reader = await Reader.open(browser, watch, base, options);
  kept.over(reader.context);
  return reader;
}

async function lists(world) {
  const stranger = await open(world);
  const pages = [
    { name: "front-first", who: "stranger", open: "/" },
    { name: "front-second", who: "stranger", open: "/?page=2" },
    { name: "front-beyond", who: "stranger", open: "/?page=99", status: 404 },
    { name: "wall-without-accounts", who: "stranger", open: world.article.path },
  ];
  return { pages, readers: { stranger } };
}

/** A friend who is asked for an address first. */
async function invited(world) {
  const { article, mail, program } = world;
  await program.restart({ SHARE__RECIPIENT: "ask_first" });
  const [sharer, friend, given] = await Promise.all([open(world), open(world), open(world)]);
  await steps.signIn(sharer, article, mail, "sharer@example.org");
  const link = await linkOf(sharer, article.path, "copy");
  await friend.goto(link);
  await given.goto(link);
  await steps.giveAddress(given, article, "friend@example.org");
  const pages = [
    { name: "wall-invited", who: "friend", open: article.path, isSteady: true },
    { name: "sent-invited", who: "given", open: steps.SENT },
    { name: "article-invited", who: "given", open: article.path, isSteady: true },
  ];
  return { pages, readers: { sharer, friend, given } };
}

/** A friend who is asked at the end. */
async function asked(world) {
  const { article, mail, program } = world;
  await program.restart({ SHARE__RECIPIENT: "ask_after" });
  const [sharer, guest] = await Promise.all([open(world), open(world)]);
  await steps.signIn(sharer, article, mail, "sharer@example.org");
  await guest.goto(await linkOf(sharer, article.path, "copy"));
  return {
    pages: [{ name: "guest-form", who: "guest", open: article.path, isSteady: true }],
    readers: { sharer, guest },
  };
}

/** Two free articles, and a third one. */
async function free(world) {
  const { article, program } = world;
  await program.restart({ GATE__FREE_ARTICLES: 2 });
  const stranger = await open(world);
  // One after the other: the second is the last.
  for (const path of [article.path, OTHER]) await stranger.goto(path);
  const first = await open(world);
  await first.goto(article.path);
  const pages = [
    { name: "free-first", who: "first", open: article.path, isSteady: true },
    { name: "free-last", who: "stranger", open: OTHER, isSteady: true },
    { name: "free-none", who: "stranger", open: THIRD, isSteady: true },
  ];
  return { pages, readers: { stranger, first } };
}

/** One article at once for whoever gives an address, and the proof later. */
async function unlocked(world) {
  const { article, program } = world;
  await program.restart({ GATE__UNLOCK: "asked" });
  const reader = await open(world);
  await steps.giveAddress(reader, article, "later@example.org");
  const pages = [
    { name: "sent-unlocked", who: "reader", open: steps.SENT },
    { name: "article-unlocked", who: "reader", open: article.path, isSteady: true },
    { name: "wall-prove", who: "reader", open: OTHER, isSteady: true },
  ];
  return { pages, readers: { reader } };
}

/** Over the limit of letters, with a script that never comes: ours would be through before anybody looks. */
async function effort(world) {
  const { article, program } = world;
  await program.restart({ LIMITS__LETTERS_PER_HOUR: 1 });
  const [reader, waiting] = await Promise.all([open(world), open(world)]);
  await steps.giveAddress(reader, article, "rush@example.org");
  const effort = async (tab) => {
    await tab.page.route(/\.js$/, (route) => route.fulfill({ contentType: "text/javascript", body: "" }));
    await tab.goto(steps.SIGN_IN);
    await tab.page.locator("#address").fill("patient@example.org");
    return tab.lands(steps.SIGN_IN, () => tab.page.locator("main .ask button[type=submit]").click());
  };
  return { pages: [{ name: "effort", who: "waiting", open: effort, status: 429 }], readers: { reader, waiting } };
}
