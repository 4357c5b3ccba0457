// How the pages look: pictures of each for a person to see, and what a machine can tell of them.
import assert from "node:assert/strict";
import { join } from "node:path";

import { Reader } from "./reader.mjs";
import { proofOf } from "./smtp.mjs";
import * as steps from "./steps.mjs";

const WIDTHS = [320, 1280];
const SCHEMES = ["light", "dark"];
const MISSING = "/there-is-no-such-page";
const DEAD = `${steps.SIGN_IN}/link/0`;

export async function looks(world) {
  const { expect, article, mail, browser, watch, base, pictures } = world;
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
  for (const [name, reader, path] of pages) {
    await expect.that(`${name} fits each screen and can be read, by day and by night`, async () => {
      for (const width of WIDTHS) {
        for (const colorScheme of SCHEMES) await look(reader.page, path, { name, width, colorScheme, pictures });
      }
    });
  }
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

async function look(page, path, { name, width, colorScheme, pictures }) {
  const what = `${name}-${width}-${colorScheme}`;
  await page.setViewportSize({ width, height: width < 600 ? 640 : 800 });
  await page.emulateMedia({ colorScheme });
  await page.goto(path);
  await page.evaluate(() => document.querySelectorAll("img").forEach((image) => (image.loading = "eager")));
  await page.waitForLoadState("networkidle");
  // Nothing is injected into the page for the picture: our own policy would refuse it, and the watch would tell.
  await page.screenshot({ path: join(pictures, `${what}.png`), fullPage: true, caret: "initial", animations: "allow" });
  await fits(page, what);
  const faint = await page.evaluate(faintWords);
  assert.deepEqual(faint, [], `expected a contrast of 4.5 and more at ${what}`);
}

async function fits(page, what) {
  const { content, screen, widest } = await page.evaluate(() => ({
    content: document.scrollingElement.scrollWidth,
    screen: innerWidth,
    widest: [...document.querySelectorAll("main *")]
      .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
      .map((element) => `${element.localName}.${element.className}`)
      .slice(0, 5),
  }));
  assert.ok(
    content <= screen,
    `expected ${what} to fit into ${screen} px, and it is ${content} wide; over the edge: ${widest}`,
  );
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
