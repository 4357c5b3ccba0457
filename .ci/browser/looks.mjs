// How the pages look: pictures of each for a person to see, and what a machine can tell of them.
import assert from "node:assert/strict";
import { join } from "node:path";

import { Reader } from "./reader.mjs";
import { SHARE, SHARES, linkOf, submitBox } from "./share_steps.mjs";
import { proofOf } from "./smtp.mjs";
import * as steps from "./steps.mjs";

const WIDTHS = [320, 1280];
const SCHEMES = ["light", "dark"];
const MISSING = "/there-is-no-such-page";
const DEAD = `${steps.SIGN_IN}/link/0`;

export async function looks(world) {
  const { expect, article, mail, browser, watch, base } = world;
  const [stranger, member] = [await Reader.open(browser, watch, base), await Reader.open(browser, watch, base)];
  const address = "a.rather.long.name.to.see.where.it.breaks@workshop.example.org";
  await steps.signIn(member, article, mail, address);
  await steps.giveAddress(stranger, article, "looks@example.org");
  const { link } = proofOf(await mail.next("looks@example.org", /^Sign in to /));
  watch.expectStatus(404, MISSING);
  watch.expectStatus(410, DEAD);
  const pages = [
    ["front", stranger, "/"],
    ["wall", stranger, article.path],
    ["article", member, article.path],
    ["sign-in", stranger, steps.SIGN_IN],
    ["sent", stranger, steps.SENT],
    ["link", stranger, link],
    ["link-dead", stranger, DEAD],
    ["account", member, "/-/account"],
    ["delete", member, "/-/account/delete"],
    ["join", stranger, "/-/join"],
    ["404", stranger, MISSING],
  ];
  for (const page of pages) await looksAt(world, ...page);
  await sharing(world, member);
  await expect.that("every page that the front page leads to is there, and fits a small telephone", async () => {
    await member.page.setViewportSize({ width: WIDTHS[0], height: 640 });
    const paths = ["/"];
    // A member's walk: the list grows while it is read.
    for (const path of paths) {
      assert.equal((await member.goto(path)).status(), 200, `expected a page at ${path}`);
      await fits(member.page, path);
      paths.push(...(await pathsOf(member.page)).filter((found) => !paths.includes(found)));
    }
    assert.ok(paths.length > 15, `expected articles, authors and topics, and found ${paths}`);
  });
  await Promise.all([stranger.close(), member.close()]);
}

/** All that has to do with share links, which only some settings and some readers bring on screen. */
async function sharing(world, member) {
  const { expect, article, browser, watch, base, mail, program } = world;
  const [guest, late] = [await Reader.open(browser, watch, base), await Reader.open(browser, watch, base)];
  await looksAt(world, "shares-empty", member, SHARES);
  const link = await expect.that("some links are made, read and ended, for there to be something to see", async () => {
    await nameIsShown(member, "Maximiliane-Konstantina Featherstonehaugh-Wolfeschlegelstein");
    const paths = [article.path, "/the-piano-tuner-counts-to-ten", "/the-wheel-that-stands-on-wires"];
    const links = [];
    for (const [path, channel] of [...paths.map((path) => [path, "copy"]), [article.path, "whatsapp"]]) {
      links.push(await linkOf(member, path, channel));
    }
    const [link, , , ended] = links;
    for (const path of [ended, ended, link]) await (await fresh(world, path)).close();
    const friend = await fresh(world, link);
    await friend.goto("/-/join");
    await friend.page.locator("#address").fill("looked.at@example.org");
    await friend.lands(steps.SENT, () => friend.page.locator("main form button").click());
    await friend.goto(proofOf(await mail.next("looked.at@example.org", /^Sign in to /)).link);
    await friend.lands("/", () => friend.page.locator("main button[type=submit]").click());
    await friend.close();
    // The newest stands first.
    await member.goto(SHARES);
    await member.lands(SHARES, () => member.page.locator(".rows form button").first().click());
    await guest.goto(link);
    await late.goto(ended);
    return link;
  });
  await looksAt(world, "shares", member, async () => {
    await member.goto(SHARES);
    await member.page.locator("details").evaluate((details) => (details.open = true));
  });
  await looksAt(world, "share", member, async () => {
    await member.goto(article.path);
    await member.lands(SHARE, () => submitBox(member.page, "facebook"));
  });
  await looksAt(world, "article-sharing", member, async () => {
    await member.goto(article.path);
    await member.page.locator("details.sharing summary").click();
    // As where the clipboard is not to be had: the most that the box can hold.
    await member.page.evaluate(() => delete Object.getPrototypeOf(navigator).clipboard);
    for (const box of ["details.sharing", "section.sharing"]) {
      await member.page.locator(box).getByRole("button", { name: "Copy link" }).click();
      await member.page.locator(`${box} [role=status] input`).waitFor();
    }
  });
  await looksAt(world, "guest", guest, article.path);
  await looksAt(world, "wall-ended", late, article.path);
  await program.restart({ SHARE__RECIPIENT: "ask_after" });
  await looksAt(world, "guest-form", guest, article.path);
  await program.restart({ SHARE__RECIPIENT: "ask_first" });
  const invited = await fresh(world, link);
  await looksAt(world, "wall-invited", invited, article.path);
  await steps.giveAddress(invited, article, "invited@example.org");
  await looksAt(world, "sent-invited", invited, steps.SENT);
  await program.restart();
  await Promise.all([guest, late, invited].map((reader) => reader.close()));
}

/** A browser that has seen nothing but this page. */
async function fresh({ browser, watch, base }, path) {
  const reader = await Reader.open(browser, watch, base);
  await reader.goto(path);
  return reader;
}

async function nameIsShown(member, name) {
  const { page } = member;
  await member.goto("/-/account");
  await page.locator("#name").fill(name);
  await member.lands("/-/account", () => page.getByRole("button", { name: "Save the name" }).click());
  await member.goto(SHARES);
  await member.lands(SHARES, () => page.getByRole("button", { name: "Show my name" }).click());
}

/** `open` is a path, or what leads to the page. */
export async function looksAt({ expect, pictures }, name, reader, open) {
  const { page } = reader;
  const opened = typeof open === "string" ? () => page.goto(open) : open;
  await expect.that(`${name} fits each screen and can be read, by day and by night`, async () => {
    for (const width of WIDTHS) {
      for (const colorScheme of SCHEMES) await look(page, opened, { name, width, colorScheme, pictures });
    }
  });
}

async function look(page, open, { name, width, colorScheme, pictures }) {
  const what = `${name}-${width}-${colorScheme}`;
  await page.setViewportSize({ width, height: width < 600 ? 640 : 800 });
  await page.emulateMedia({ colorScheme });
  await open();
  await page.evaluate(() => {
    for (const image of document.images) image.loading = "eager";
    return Promise.all([...document.images].map((image) => image.decode()));
  });
  // Nothing is injected into the page for the picture: our own policy would refuse it, and the watch would tell.
  await page.screenshot({ path: join(pictures, `${what}.png`), fullPage: true, caret: "initial", animations: "allow" });
  await fits(page, what);
  const faint = await page.evaluate(faintWords);
  assert.deepEqual(faint, [], `expected a contrast of 4.5 and more at ${what}`);
}

async function fits(page, what) {
  assert.deepEqual(await widerThanScreen(page), [], `expected ${what} to fit into the screen`);
}

/** What makes a page wider than its screen; nothing where it fits. */
export function widerThanScreen(page) {
  return page.evaluate(() => {
    const { scrollWidth } = document.scrollingElement;
    if (scrollWidth <= innerWidth) return [];
    const wide = [...document.querySelectorAll("body *")].filter(
      (element) => element.getBoundingClientRect().right > innerWidth + 1,
    );
    return [
      `${scrollWidth} px in ${innerWidth}`,
      ...wide.map((element) => `${element.localName}.${element.className}`).slice(0, 5),
    ];
  });
}

/** Where the text of a page leads within the magazine, files beside an article left out. */
async function pathsOf(page) {
  const paths = await page
    .locator("main a")
    .evaluateAll((links) => links.filter((link) => link.origin === location.origin).map((link) => link.pathname));
  return [...new Set(paths)].filter((path) => !path.startsWith("/-/") && !/\.\w+$/.test(path));
}

/** Runs in the page: texts whose color is too near to that of what they stand on (WCAG 2.2, 1.4.3). */
function faintWords() {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const pixel = (colors) => {
    canvas.clearRect(0, 0, 1, 1);
    for (const color of colors) {
      canvas.fillStyle = color;
      canvas.fillRect(0, 0, 1, 1);
    }
    return [...canvas.getImageData(0, 0, 1, 1).data.slice(0, 3)];
  };
  const luminance = (rgb) => {
    const [red, green, blue] = rgb.map((part) => (part <= 10 ? part / 3294.6 : ((part / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const faint = new Set();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    const isSeen = element.checkVisibility() && element.getBoundingClientRect().width > 1;
    if (!texts.currentNode.data.trim() || !isSeen) continue;
    const grounds = [];
    for (let at = element; at; at = at.parentElement) grounds.unshift(getComputedStyle(at).backgroundColor);
    const style = getComputedStyle(element);
    const [low, high] = [pixel(grounds), pixel([...grounds, style.color])].map(luminance).sort((a, b) => a - b);
    const contrast = (high + 0.05) / (low + 0.05);
    const isLarge =
      parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && style.fontWeight >= 700);
    if (contrast < (isLarge ? 3 : 4.5))
      faint.add(`${contrast.toFixed(2)}: “${texts.currentNode.data.trim().slice(0, 40)}”`);
  }
  return [...faint];
}
