// Steps that several chapters take, and the checks that stand at their ends.
import assert from "node:assert/strict";

import { proofOf } from "./smtp.mjs";

const SIGN_IN = "/-/sign-in";
const SENT = "/-/sign-in/sent";

/** From the article's wall to the page that says "look into your inbox". */
export async function giveAddress(reader, article, address) {
  await reader.goto(article.path);
  await reader.page.locator("#wall #address").fill(address);
  await reader.lands(SENT, () => reader.page.locator("#wall button[type=submit]").click());
}

/** Opens the letter's link, and uses its one button. */
export async function useLink(reader, article, link) {
  await reader.goto(link);
  await reader.lands(article.path, () => reader.page.locator("main button[type=submit]").click());
}

/** A new member, or one who is back, by the link of a letter. */
export async function signIn(reader, article, mail, address) {
  await giveAddress(reader, article, address);
  const { link } = proofOf(await mail.next(address, /^Sign in to /));
  await useLink(reader, article, link);
}

/** The lead and the wall are there, and not one sentence of the rest in anything that was sent. */
export async function seesTheWall(reader, article) {
  const { page } = reader;
  assert.ok(await page.locator("#wall").isVisible(), "expected a visible #wall");
  assert.equal(await page.locator(".gated").count(), 0, "expected no .gated on the page");
  const [text, html] = [await words(page), await page.content()];
  const sent = await (await reader.context.request.get(page.url())).text();
  for (const sentence of article.lead) assert.ok(text.includes(sentence), `expected of the lead: “${sentence}”`);
  for (const sentence of article.rest) {
    assert.ok(!html.includes(sentence) && !sent.includes(sentence), `expected not to find of the rest: “${sentence}”`);
  }
}

/** The whole article is there: also the proof that the sentences looked for above would be found. */
export async function seesTheWhole(reader, article) {
  const { page } = reader;
  assert.equal(reader.path, article.path, "expected to stand in the article");
  assert.ok(await page.locator("section.gated").isVisible(), "expected a visible .gated");
  assert.equal(await page.locator("#wall").count(), 0, "expected no #wall");
  const text = await words(page);
  for (const sentence of [...article.lead, ...article.rest])
    assert.ok(text.includes(sentence), `expected “${sentence}”`);
}

/** The reader goes on where the wall stood, without looking for the place, and stays there when the pictures come. */
export async function standsAtTheRest(reader) {
  await reader.page.waitForLoadState("networkidle");
  const at = await reader.page.evaluate(() => ({
    hash: location.hash,
    scrolled: scrollY,
    top: document.querySelector("#rest").getBoundingClientRect().top,
    height: innerHeight,
  }));
  assert.equal(at.hash, "#rest", "expected the URL to end in #rest");
  assert.ok(at.scrolled > 0, "expected the page to be scrolled");
  assert.ok(
    at.top >= 0 && at.top < at.height / 4,
    `expected the rest at the top of ${at.height} px, and it is at ${at.top}`,
  );
}

/** A message that is tied to its field, for those who hear the page. */
export async function fieldSays(page, field, pattern) {
  const input = page.locator(field);
  assert.equal(await input.getAttribute("aria-invalid"), "true", `expected ${field} to be marked invalid`);
  const ids = ((await input.getAttribute("aria-describedby")) ?? "").split(" ").filter(Boolean);
  const texts = await Promise.all(ids.map((id) => page.locator(`#${id}`).innerText()));
  assert.match(texts.join(" "), pattern, `expected ${field} to be described by its error`);
  assert.ok(await page.locator(`#${ids[0]}`).isVisible(), "expected the error to be visible");
}

/** Where the letters' links lead: our own URLs but for the site's in the foot. */
export function linksOf(letter, base) {
  const isHome = (url) => url.replace(/\/$/, "") === base;
  const unique = (urls) => [...new Set(urls)].filter((url) => !isHome(url));
  const inText = unique(letter.text.match(/https?:\/\/[^\s<>"]+/g) ?? []);
  const inHtml = unique(
    [...letter.html.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, url]) => url.replaceAll("&amp;", "&")),
  );
  return { inText, inHtml };
}

/** One press of Tab; where it led, after a look at whether it shows. */
export async function tab(page, key = "Tab") {
  await page.keyboard.press(key);
  const stop = await page.evaluate(() => {
    const at = document.activeElement;
    const style = getComputedStyle(at);
    const [box, rest] = [at.getBoundingClientRect(), document.querySelector("#rest")];
    return {
      id: at.id,
      text: at.textContent.trim(),
      name: `${at.localName}${at.id && `#${at.id}`} “${at.textContent.trim().slice(0, 40)}”`,
      isInMain: Boolean(at.closest("main")),
      isInRest: Boolean(rest?.contains(at)),
      isBelowRest: Boolean(rest && rest.compareDocumentPosition(at) & Node.DOCUMENT_POSITION_FOLLOWING),
      isMarked: (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none",
      isOnScreen: box.width > 1 && box.height > 1 && box.bottom > 0 && box.top < innerHeight,
    };
  });
  assert.ok(stop.isMarked, `expected a visible focus at ${stop.name}`);
  assert.ok(stop.isOnScreen, `expected ${stop.name} to be on screen while it has the focus`);
  return stop;
}

export async function loadsItsImage(page, path) {
  const image = page.locator(`img[src$="${path}"]`);
  await image.scrollIntoViewIfNeeded();
  await page.waitForFunction((img) => img.complete && img.naturalWidth > 0, await image.elementHandle());
}

export const words = async (page) => (await page.locator("body").innerText()).replace(/\s+/g, " ");

export { SENT, SIGN_IN };
