// The table of pages: every kind there is, for each reader who sees it otherwise, and the steps that lead there.
//
// A new page is a new line. Where the program's own table of routes has one that no line leads to, the checks fail.
import { accountPages } from "./account_pages.mjs";
import { STAFF_ADDRESS, discussions, writeComments } from "./discussion_pages.mjs";
import { Reader } from "./reader.mjs";
import { SHARES, linkOf } from "./share_steps.mjs";
import { proofOf } from "./smtp.mjs";
import { staffPages } from "./staff_pages.mjs";
import * as steps from "./steps.mjs";

const ACCOUNT = "/-/account";
const JOIN = "/-/join";
const LETTERS = "/-/demo/letters";
const OPEN = "/about-membership";
const OTHER = "/the-piano-tuner-counts-to-ten";

/**
 * The readers that the demo's pages are looked at by. The demo allows few letters to one network: these and the pages
 * need five together, and everybody else comes with a demo account.
 */
export async function readersOf(world) {
  const { browser, watch, base, article, letters, kept } = world;
  const open = async () => {
    const reader = await Reader.open(browser, watch, base);
    kept.over(reader.context);
    return reader;
  };
  const names = [
    "stranger",
    "waiting",
    "member",
    "newcomer",
    "nameless",
    "unproved",
    "guest",
    "late",
    "leaving",
    "staff",
  ];
  const readers = Object.fromEntries(await Promise.all(names.map(async (name) => [name, await open()])));
  const { stranger, waiting, member, newcomer, nameless, unproved, guest, late, leaving, staff } = readers;
  await wantsNews(member, article, letters, "a.rather.long.name.to.see.where.it.breaks@workshop.example.org");
  await steps.giveAddress(waiting, article, "waiting@example.org");
  await picks(newcomer, article, "/-/sign-in/welcome", ".people button >> nth=0");
  await picks(leaving, article, "/-/sign-in/welcome", ".people button >> nth=1");
  await makesUp(nameless, article, "/-/sign-in/address", { name: "Nobody in Particular" });
  await makesUp(unproved, article, steps.SENT, { name: "Pia", address: "pia@example.org" });
  await steps.signIn(staff, article, letters, STAFF_ADDRESS);
  await shares(world, readers);
  await writeComments(world, readers);
  return readers;
}

async function wantsNews(member, article, letters, address) {
  const { page } = member;
  await member.goto(article.path);
  await page.locator("#wall [name=news]").check();
  await page.locator("#wall #address").fill(address);
  await member.lands(steps.SENT, () => page.locator("#wall button[type=submit]").click());
  await steps.useLink(member, article, proofOf(await letters.next(address, /^Sign in to /)).link);
}

async function toDemoAccount(reader, article) {
  await reader.goto(article.path);
  await reader.lands("/-/demo/issuer/authorize", () =>
    reader.page.getByRole("link", { name: "Continue with Demo account" }).click(),
  );
}

async function picks(reader, article, path, person) {
  await toDemoAccount(reader, article);
  await reader.lands(path, () => reader.page.locator(person).click());
}

async function makesUp(reader, article, path, { name, address = "" }) {
  const { page } = reader;
  await toDemoAccount(reader, article);
  await page.locator("#name").fill(name);
  await page.locator("#address").fill(address);
  await page.locator("[name=verified]").setChecked(false);
  await reader.lands(path, () => page.getByRole("button", { name: "Continue" }).click());
}

/** Some links that were made, read and ended, for there to be something to see. */
async function shares({ article }, { member, guest, late }) {
  await member.goto(ACCOUNT);
  await member.page.locator("#name").fill("Maximiliane-Konstantina Featherstonehaugh-Wolfeschlegelstein");
  await member.lands(ACCOUNT, () => member.page.locator("form[action='/-/account/name'] button").click());
  await member.goto(SHARES);
  await member.lands(SHARES, () => member.page.locator("form[action='/-/account/shares/name'] button").click());
  const link = await linkOf(member, article.path, "copy");
  await linkOf(member, OTHER, "copy");
  const ended = await linkOf(member, article.path, "whatsapp");
  await guest.goto(link);
  await late.goto(ended);
  // The newest stands first.
  await member.goto(SHARES);
  await member.lands(SHARES, () => member.page.locator(".rows form button").first().click());
}

/**
 * The lines: `name`, `who`, and `open`, a path or steps of a tab; `status` where it is not 200. `isSteady` must not
 * move; some are pictured; `isAlone` are looked at after all others, each by itself and in this order; `notAsked` are
 * rules of axe-core that mean something else there.
 */
export async function pagesOf({ base, article, letters }) {
  const map = await (await fetch(`${base}/sitemap.xml`)).text();
  const all = [...map.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, url]) => new URL(url).pathname);
  const find = (start) => all.find((path) => path.startsWith(start));
  // One author and one topic are like another; of articles and other texts, each has parts that others have not.
  const texts = all.filter((path) => path !== article.path && !/^\/($|authors\/|topics\/|-\/)/.test(path));
  return [
    { name: "front", who: "stranger", open: "/", isSteady: true, isPictured: true },
    { name: "front-member", who: "member", open: "/" },
    { name: "wall", who: "stranger", open: article.path, isSteady: true, isPictured: true },
    { name: "article", who: "member", open: article.path, isSteady: true, isPictured: true },
    ...texts.map((path) => ({
      name: `article${path.replaceAll("/", "-")}`,
      who: "member",
      open: path,
      isSteady: true,
    })),
    { name: "wall-other", who: "stranger", open: OTHER, isSteady: true },
    { name: "article-public", who: "stranger", open: OPEN, isSteady: true },
    { name: "article-public-member", who: "member", open: OPEN, isSteady: true },
    { name: "article-guest", who: "guest", open: article.path, isSteady: true, isPictured: true },
    { name: "wall-ended", who: "late", open: article.path, isSteady: true, isPictured: true },
    { name: "author", who: "stranger", open: find("/authors/") ?? "/authors/maren-oyelaran", isSteady: true },
    { name: "topic", who: "stranger", open: find("/topics/") ?? "/topics/repair", isSteady: true },
    { name: "join", who: "stranger", open: JOIN, isPictured: true },
    { name: "join-member", who: "member", open: JOIN },
    { name: "404", who: "stranger", open: "/there-is-no-such-page", status: 404 },
    { name: "400", who: "stranger", open: "/?page=none", status: 400 },
    ...signIn({ article, letters }),
    ...accountPages({ article, letters }),
    ...discussions({ article }),
    ...staffPages(),
    ...demo(),
  ];
}

function signIn({ article, letters }) {
  const lands = (tab, path, button) => tab.lands(path, () => tab.page.locator(button).click());
  let proof;
  const proofOfWaiting = async () => (proof ??= proofOf(await letters.next("waiting@example.org", /^Sign in to /)));
  return [
    { name: "sign-in", who: "stranger", open: `${steps.SIGN_IN}?next=${article.path}`, isPictured: true },
    {
      name: "sign-in-422",
      who: "stranger",
      status: 422,
      open: async (tab) => {
        await tab.goto(steps.SIGN_IN);
        await tab.page.locator("#address").fill("nobody@nowhere");
        await tab.page.locator("main .ask").evaluate((form) => (form.noValidate = true));
        return lands(tab, steps.SIGN_IN, "main .ask button[type=submit]");
      },
    },
    {
      name: "sign-in-cancelled",
      who: "stranger",
      open: async (tab) => {
        await toDemoAccount(tab, article);
        return lands(tab, steps.SIGN_IN, "[value=cancel]");
      },
    },
    { name: "sent-unasked", who: "stranger", open: steps.SENT },
    { name: "sent", who: "waiting", open: steps.SENT },
    { name: "sent-account", who: "unproved", open: steps.SENT },
    {
      name: "code-422",
      who: "waiting",
      status: 422,
      open: async (tab) => {
        await tab.goto(steps.SENT);
        const wrong = (await proofOfWaiting()).code === "0000 0000" ? "11111111" : "00000000";
        await tab.page.locator("#code").fill(wrong.slice(0, 7));
        return tab.lands("/-/sign-in/code", () => tab.page.locator("#code").pressSequentially(wrong.slice(7)));
      },
    },
    { name: "link", who: "waiting", open: async (tab) => (await tab.goto((await proofOfWaiting()).link)).status() },
    {
      name: "link-elsewhere",
      who: "member",
      open: async (tab) => (await tab.goto((await proofOfWaiting()).link)).status(),
    },
    { name: "link-dead", who: "stranger", open: `${steps.SIGN_IN}/link/0`, status: 410 },
    { name: "welcome", who: "newcomer", open: "/-/sign-in/welcome" },
    { name: "with-address", who: "nameless", open: "/-/sign-in/address" },
    {
      name: "with-address-422",
      who: "nameless",
      status: 422,
      open: async (tab) => {
        await tab.goto("/-/sign-in/address");
        await tab.page.locator("#address").fill("nobody@nowhere");
        await tab.page.locator("main .ask").evaluate((form) => (form.noValidate = true));
        return lands(tab, "/-/sign-in/address", "main .ask button[type=submit]");
      },
    },
  ];
}

function demo() {
  const newest = async (tab) => {
    await tab.goto(LETTERS);
    const href = await tab.page.locator(".rows a").first().getAttribute("href");
    return (await tab.goto(href)).status();
  };
  return [
    { name: "demo-letters", who: "stranger", open: LETTERS },
    { name: "demo-letter", who: "stranger", open: newest },
    {
      name: "demo-letter-html",
      who: "stranger",
      // A letter has its landmarks from the mail program around it.
      notAsked: ["landmark-one-main", "region"],
      open: async (tab) => {
        await newest(tab);
        await tab.page.locator("a[href$='/html']").click();
        await tab.page.waitForURL(/\/html$/);
      },
    },
    {
      name: "demo-account",
      who: "stranger",
      open: async (tab) => {
        await tab.goto("/");
        await tab.goto("/-/sign-in/with/demo?next=/");
      },
    },
  ];
}
