// The share box: by the keyboard, to each place, without scripts, and at the limit of a day.
import assert from "node:assert/strict";
import { join } from "node:path";

import { Reader } from "./reader.mjs";
import {
  SHARE,
  LABELS,
  full,
  compact,
  press,
  clipboard,
  openSharer,
  linkOf,
  isLink,
  says,
  shownLink,
  buttonsOf,
  submitBox,
} from "./share_steps.mjs";
import * as steps from "./steps.mjs";

export async function byKeyboard(world, may) {
  const { expect, article, base } = world;
  const { page } = may;
  const box = compact(page);
  const isOpen = () => box.evaluate((details) => details.open);
  await expect.that("Tab leads to “Share” under the title, and Enter opens the box", async () => {
    await may.goto(article.path);
    let stop = await steps.tab(page);
    for (let stops = 1; stop.text !== "Share"; stops += 1) {
      assert.ok(stops < 15 && !stop.isInRest, `expected to come to “Share” before the text, and stood at ${stop.name}`);
      stop = await steps.tab(page);
    }
    assert.equal(await isOpen(), false);
    await page.keyboard.press("Enter");
    assert.equal(await isOpen(), true);
  });
  await expect.that("Tab goes through its buttons in their order, each on screen and marked", async () => {
    const stops = [];
    for (const _ of LABELS) stops.push((await steps.tab(page)).text);
    assert.deepEqual(stops, LABELS);
    await steps.tab(page);
    assert.ok(!(await holdsFocus(box)), "expected the next stop outside of the box");
  });
  await expect.that("the space bar on “Copy link” copies, the box says so, and the focus stays", async () => {
    await page.evaluate(() => navigator.clipboard.writeText(""));
    for (const _ of LABELS) await steps.tab(page, "Shift+Tab");
    await page.keyboard.press("Space");
    await says(box, "The link is copied.");
    isLink(await clipboard(page), base);
    assert.ok(await holdsFocus(box.getByRole("button", { name: "Copy link" })), "expected the focus where it was");
  });
  await expect.that("Enter on “Share” closes it again", async () => {
    await steps.tab(page, "Shift+Tab");
    await page.keyboard.press("Enter");
    assert.equal(await isOpen(), false);
  });
}

const holdsFocus = (locator) => locator.evaluate((element) => element.contains(document.activeElement));

/** What each place is opened with, from the link, and the link from that. */
const PLACES = {
  x: { label: "Post on X", page: "https://x.com/intent/post", values: (title, link) => ({ text: title, url: link }) },
  facebook: {
    label: "Facebook",
    page: "https://www.facebook.com/sharer/sharer.php",
    values: (_, link) => ({ u: link }),
  },
  pinterest: {
    label: "Pinterest",
    page: "https://www.pinterest.com/pin/create/button/",
    values: (title, link, image) => ({ url: link, description: title, media: image }),
  },
  linkedin: {
    label: "LinkedIn",
    page: "https://www.linkedin.com/sharing/share-offsite/",
    values: (_, link) => ({ url: link }),
  },
  whatsapp: { label: "WhatsApp", page: "https://wa.me/", values: (title, link) => ({ text: `${title}\n${link}` }) },
};

/** Answers for all other hosts. What was asked of them, in order. */
async function answerForPlaces(reader, watch) {
  const asked = [];
  for (const { page } of Object.values(PLACES)) watch.allowPlace(new URL(page).host);
  await reader.context.route(
    (url) => url.protocol === "https:",
    async (route) => {
      asked.push(await route.request().allHeaders());
      await route.fulfill({ contentType: "text/html", body: "<!doctype html><title>A place</title>" });
    },
  );
  return asked;
}

/** The page that opens in a tab of its own, once it is there. */
async function newTab(reader, act) {
  const [tab] = await Promise.all([reader.context.waitForEvent("page"), act()]);
  await tab.waitForURL(/^https:/);
  await tab.waitForLoadState();
  return tab;
}

export async function toEachPlace(world, may) {
  const { expect, article, watch, base, pictures } = world;
  const { page } = may;
  const asked = await answerForPlaces(may, watch);
  await may.goto(article.path);
  const title = await page.locator("h1").innerText();
  const image = `${base}${article.hero}`;
  const links = new Set();
  for (const [channel, place] of Object.entries(PLACES)) {
    await expect.that(`“${place.label}” opens a new tab there, with a link of its own`, async () => {
      const tab = await newTab(may, () => press(full(page), place.label));
      const link = await linkOf(may, article.path, channel);
      links.add(link);
      await isOpenedWith(tab, place, [title, link, image]);
      assert.equal(await tab.evaluate(() => window.opener), null, "expected no way back to our page");
      assert.ok([undefined, `${base}/`].includes(asked.at(-1).referer), "expected the article's path not to be told");
      await tab.close();
      assert.equal(await full(page).getByRole("status").innerText(), "", "expected nothing more to say");
    });
  }
  await expect.that("each place has its own link", () => assert.equal(links.size, Object.keys(PLACES).length));
  await expect.that("where the new tab is kept closed, a link to open it stands there instead", async () => {
    await page.evaluate(() => (window.open = () => null));
    await press(full(page), "Facebook");
    await says(full(page), /kept the new tab closed/);
    const tab = await newTab(may, () => full(page).getByRole("link", { name: "Open it here" }).click());
    await isOpenedWith(tab, PLACES.facebook, [title, await linkOf(may, article.path, "facebook"), image]);
    await tab.close();
  });
  await expect.that("“Email” opens the reader's own mail program, and shows the link too", async () => {
    const isMail = (request) => request.url().startsWith("mailto:");
    const [request] = await Promise.all([page.waitForEvent("request", isMail), press(full(page), "Email")]);
    const mailto = new URL(request.url());
    await says(full(page), /mail program should open/);
    const link = await shownLink(full(page), base);
    assert.deepEqual(Object.fromEntries(mailto.searchParams), { subject: title, body: `${title}\r\n\r\n${link}` });
    assert.equal(may.path, article.path, "expected to stay in the article");
    await full(page).scrollIntoViewIfNeeded();
    await page.screenshot({ path: join(pictures, "share-box-email.png"), caret: "initial", animations: "allow" });
  });
  await expect.that("a click into that field selects the whole link", async () => {
    const field = full(page).getByRole("status").locator("input");
    await field.click();
    const selected = await field.evaluate((input) => input.value.slice(input.selectionStart, input.selectionEnd));
    assert.equal(selected, await field.inputValue());
  });
  await expect.that("where the clipboard is refused, the link is shown, and selected", async () => {
    await may.context.clearPermissions();
    await may.context.grantPermissions(["clipboard-read"], { origin: base });
    await press(full(page), "Copy link");
    await says(full(page), /does not let us copy/);
    const link = await shownLink(full(page), base);
    assert.equal(await page.evaluate(() => getSelection().toString()), link);
    await may.context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: base });
  });
  await expect.that("the device's own share sheet is offered where there is one, and gets title and link", async () => {
    const page = await may.context.newPage();
    await page.addInitScript(() => {
      navigator.share = async (what) => {
        window.shared = what;
        if (window.cancels) throw new DOMException("", "AbortError");
      };
    });
    await page.goto(article.path);
    const button = full(page).getByRole("button", { name: "Share…" });
    await button.click();
    const shared = await (await page.waitForFunction(() => window.shared)).jsonValue();
    assert.deepEqual(shared, { title, url: await linkOf({ page, base }, article.path, "device") });
    await page.evaluate(() => ((window.cancels = true), (window.shared = null)));
    await button.click();
    await page.waitForFunction(() => window.shared && !document.querySelector(".share[aria-busy]"));
    assert.equal(await full(page).getByRole("status").innerText(), "", "expected nothing said after a change of mind");
    await page.close();
  });
  await expect.that("who was signed out meanwhile is told so, and no tab is left open", async () => {
    await page.reload();
    const { cookies } = await may.context.storageState();
    await may.context.clearCookies();
    watch.expectStatus(401, SHARE);
    await press(full(page), "Post on X");
    await says(full(page), /sign in to share/);
    assert.equal(await openTabs(may), 1);
    await may.context.addCookies(cookies);
  });
}

async function isOpenedWith(tab, place, about) {
  const url = new URL(tab.url());
  assert.equal(`${url.origin}${url.pathname}`, place.page);
  assert.deepEqual(Object.fromEntries(url.searchParams), place.values(...about));
}

/** How many tabs there are, once none is on its way out. */
async function openTabs({ page, context }) {
  for (let tries = 0; context.pages().length > 1 && tries < 20; tries += 1) await page.waitForTimeout(100);
  return context.pages().length;
}

export async function withoutScripts(world, may) {
  const { expect, article, browser, watch, base } = world;
  const storageState = await may.context.storageState();
  const plain = await Reader.open(browser, watch, base, { storageState, javaScriptEnabled: false });
  await answerForPlaces(plain, watch);
  const { page } = plain;
  const link = () => page.locator("#link").inputValue();
  const submits = (name) => plain.lands(SHARE, () => press(full(page), name));
  await expect.that("without scripts a button of the box leads to a page with the link", async () => {
    await plain.goto(article.path);
    assert.deepEqual(await buttonsOf(full(page)), LABELS);
    assert.equal(await submits("Facebook"), 200);
    assert.match(await page.locator("h1").innerText(), /your share link/);
    isLink(await link(), base);
    assert.equal(await page.locator("[data-copy]").isVisible(), false, "expected no button that needs a script");
  });
  await expect.that("from there “Continue to Facebook” opens it in a new tab", async () => {
    const tab = await newTab(plain, () => page.getByRole("link", { name: "Continue to Facebook" }).click());
    await isOpenedWith(tab, PLACES.facebook, [null, await link()]);
    await tab.close();
  });
  const shared = await expect.that("from there the link can go another way, with another link", async () => {
    const before = await link();
    assert.equal(await submits("WhatsApp"), 200);
    assert.notEqual(isLink(await link(), base), before);
    assert.ok(await page.getByRole("link", { name: "Continue to WhatsApp" }).isVisible());
    assert.equal(await submits("Email"), 200);
    const mailto = new URL(await page.getByRole("link", { name: "Write the mail" }).getAttribute("href"));
    assert.ok(mailto.searchParams.get("body").endsWith(await link()), "expected the link at the mail's end");
    return link();
  });
  await expect.that("with scripts that page copies, and its box answers in place", async () => {
    await may.goto(article.path);
    // As the script itself does where it can get no answer: the form goes its own way.
    await may.lands(SHARE, () => submitBox(may.page, "linkedin"));
    await press(may.page.locator(".copy"), "Copy");
    await may.page.locator(".copy").getByText("Copied").waitFor();
    assert.equal(await clipboard(may.page), await may.page.locator("#link").inputValue());
    await press(full(may.page), "Copy link");
    await says(full(may.page), "The link is copied.");
    assert.equal(may.path, SHARE);
  });
  await expect.that("without scripts a friend reads the whole article in one step", async () => {
    const friend = await Reader.open(browser, watch, base, { javaScriptEnabled: false });
    await friend.goto(shared);
    await steps.seesTheWhole(friend, article);
    assert.match(await friend.page.locator(".notice").innerText(), /shared this article with you/);
    await friend.close();
  });
  await expect.that("without scripts who was signed out meanwhile is led to sign in", async () => {
    await plain.goto(article.path);
    await plain.context.clearCookies();
    await plain.lands(steps.SIGN_IN, () => press(full(page), "Facebook"));
    assert.equal(await page.locator("[name=next]").inputValue(), article.path);
  });
  await plain.close();
}

export async function theLastOfADay(world) {
  const { expect, article, browser, watch, base, program, pictures } = world;
  await program.restart({ SHARE__LINKS_PER_DAY: 2 });
  const lou = await openSharer(world, "lou@example.org");
  const { page } = lou;
  watch.expectStatus(429, SHARE);
  await answerForPlaces(lou, watch);
  await expect.that("with two links a day, a third is refused in plain words, and no tab is left open", async () => {
    const made = [];
    for (const channel of ["copy", "facebook"]) made.push(await linkOf(lou, article.path, channel));
    assert.equal(new Set(made).size, 2);
    await press(full(page), "Post on X");
    await says(full(page), /^You have made as many share links as one can make within a day: 2/);
    assert.equal(await openTabs(lou), 1);
    assert.equal(lou.path, article.path, "expected to stay in the article");
    await full(page).scrollIntoViewIfNeeded();
    await page.screenshot({ path: join(pictures, "share-box-429.png"), caret: "initial", animations: "allow" });
  });
  await expect.that("the links made before still work, and can be copied", async () => {
    await press(full(page), "Copy link");
    await says(full(page), "The link is copied.");
    assert.equal(await clipboard(page), await linkOf(lou, article.path, "copy"));
  });
  await expect.that("without scripts a page says the same, with the way back", async () => {
    const storageState = await lou.context.storageState();
    const plain = await Reader.open(browser, watch, base, { storageState, javaScriptEnabled: false });
    await plain.goto(article.path);
    assert.equal(await plain.lands(SHARE, () => press(full(plain.page), "LinkedIn")), 429);
    assert.match(await plain.page.locator("main").innerText(), /No link was made\s+You have made as many share links/);
    await plain.lands(article.path, () => plain.page.getByRole("link", { name: "Back to the article" }).click());
    await steps.seesTheWhole(plain, article);
    await plain.close();
  });
  await lou.close();
}
