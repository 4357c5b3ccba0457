// A stranger meets the wall, proves an address, and reads on: by code, by link, on a telephone, by keyboard, without
// scripts.
import assert from "node:assert/strict";

import { Reader } from "./reader.mjs";
import { proofOf } from "./smtp.mjs";
import * as steps from "./steps.mjs";

const CODE = "/-/sign-in/code";
const ASK = "#address";
const WRONG = "That code is not right";

export async function byCode(world, { ana, address }) {
  const { expect, article, mail, watch, base } = world;
  const { page } = ana;
  await expect.that("the front page lists the articles, and a click opens one", async () => {
    await ana.goto("/");
    assert.ok((await page.locator(".card h2 a").count()) > 3, "expected several cards");
    const card = page.locator(`.card h2 a[href="${article.path}"]`);
    await ana.lands(article.path, () => card.click());
  });
  await expect.that("a stranger sees the lead and the wall, and not a word of the rest", () =>
    steps.seesTheWall(ana, article),
  );
  await expect.that("the picture of the rest is kept back, and the one at the top is not", async () => {
    assert.equal(await ana.status(article.gatedImage), 403, "expected the gated image to be refused");
    assert.equal(await ana.status(article.hero), 200, "expected the hero image");
    await steps.loadsItsImage(page, article.hero);
  });
  await expect.that("a malformed address is told beside its field, and what was typed is kept", async () => {
    watch.expectStatus(422, steps.SIGN_IN);
    await page.locator("#wall form").evaluate((form) => (form.noValidate = true));
    await page.locator(ASK).fill("ana@@example");
    assert.equal(await ana.lands(steps.SIGN_IN, () => page.locator("#wall button").click()), 422);
    await steps.fieldSays(page, ASK, /\w/);
    assert.equal(await page.locator(ASK).inputValue(), "ana@@example", "expected what was typed");
    assert.equal(await page.locator("[name=next]").inputValue(), article.path, "expected to come back to the article");
  });
  await expect.that("a good address leads to “look into your inbox”", async () => {
    await page.locator(ASK).fill(address);
    await ana.lands(steps.SENT, () => page.locator("main form button").click());
    assert.match(await page.locator("h1").innerText(), /inbox/);
    assert.ok(!(await page.content()).includes(address), "expected the address not to be shown in full");
  });
  const letter = await expect.that("one letter comes, and no second", async () => {
    const letter = await mail.next(address, /^Sign in to The Quarry$/);
    assert.equal(await mail.count(address), 1, "expected one letter");
    assert.deepEqual(letter.recipients, [address], "expected one recipient in the envelope");
    return letter;
  });
  await expect.that("the letter says it twice, as text and as HTML, with one link and one code", () => {
    const { link, code } = proofOf(letter);
    assert.ok(letter.isMultipart && letter.text && letter.html, "expected a multipart letter with text and HTML");
    assert.match(code ?? "", /^\d{4} \d{4}$/, "expected a code of eight digits");
    assert.ok(letter.html.includes(code), "expected the same code in the HTML");
    assert.deepEqual(steps.linksOf(letter, base), { inText: [link], inHtml: [link] }, "expected one link in each");
    assert.ok(link.startsWith(`${base}/`), `expected a link to ${base}`);
  });
  const { code } = proofOf(letter);
  await expect.that("a wrong code is told beside its field, and can be corrected", async () => {
    watch.expectStatus(422, CODE);
    const wrong = code.replace(/\d/, (digit) => (Number(digit) + 1) % 10);
    // Typed, not filled in: the field sends itself once its eighth digit is there.
    assert.equal(await ana.lands(CODE, () => page.locator("#code").pressSequentially(wrong)), 422);
    await steps.fieldSays(page, "#code", new RegExp(WRONG));
  });
  const hurry = await ana.delay(article.gatedImage);
  await expect.that("the right code, typed with spaces, leads into the whole article", async () => {
    await ana.lands(article.path, () => page.locator("#code").pressSequentially(` ${code} `));
    await steps.seesTheWhole(ana, article);
  });
  await expect.that("it leads to where the wall stood, also when the pictures come late", async () => {
    await steps.standsAtTheRest(ana);
    await hurry();
  });
  await expect.that("the picture of the rest is there for a member", () =>
    steps.loadsItsImage(page, article.gatedImage),
  );
  await expect.that("a letter welcomes the new member", () => mail.next(address, /^Welcome to The Quarry$/));
}

export async function byLinkElsewhere(world, { desk, phone, address }) {
  const { expect, article, mail } = world;
  const link = await expect.that("a second browser asks with the same address, and a new letter comes", async () => {
    await steps.giveAddress(desk, article, address);
    return proofOf(await mail.next(address, /^Sign in to /)).link;
  });
  await expect.that("opening the link three times on the telephone changes nothing", async () => {
    for (const visit of [1, 2, 3]) {
      const response = await phone.goto(link);
      assert.equal(response.status(), 200, `expected the page at visit ${visit}`);
      assert.equal(response.headers()["set-cookie"], undefined, "expected no cookie");
      assert.equal(await phone.page.locator("main button").count(), 1, "expected one button");
      assert.equal(await phone.page.locator("a[href]:not(.skip)").count(), 0, "expected no other way out");
    }
    await phone.goto(article.path);
    await steps.seesTheWall(phone, article);
  });
  await expect.that("its button signs the telephone in, and leads to where the wall stood", async () => {
    const hurry = await phone.delay(article.gatedImage);
    await steps.useLink(phone, article, link);
    await steps.seesTheWhole(phone, article);
    await steps.standsAtTheRest(phone);
    await hurry();
  });
  await expect.that("the browser that asked is not signed in by it", async () => {
    await desk.goto(article.path);
    await steps.seesTheWall(desk, article);
  });
  await expect.that("a letter tells of the new browser", () => mail.next(address, /^New sign-in to /));
  await expect.that("the used link says so to a stranger, and offers a new letter", async () => {
    world.watch.expectStatus(410, new URL(link).pathname);
    assert.equal((await desk.goto(link)).status(), 410);
    await desk.lands(steps.SENT, () => desk.page.locator("main button").click());
    await mail.next(address, /^Sign in to /);
  });
}

/** With the Tab key alone. Each stop must show where it is. */
export async function byKeyboard(world) {
  const { expect, article, mail, browser, watch, base } = world;
  const hands = await Reader.open(browser, watch, base);
  const { page } = hands;
  const address = "keys@example.org";
  await expect.that("the first Tab shows a link that skips to the text, and it does", async () => {
    await hands.goto(article.path);
    assert.equal((await steps.tab(page)).text, "Skip to the text");
    await page.keyboard.press("Enter");
    const next = await steps.tab(page);
    assert.ok(next.isInMain, `expected to be in the text, and stood at ${next.name}`);
  });
  await expect.that("Tab alone leads to the wall's field, and each stop on the way is visible", async () => {
    await hands.goto(article.path);
    const stops = [];
    while (stops.at(-1)?.id !== "address") {
      stops.push(await steps.tab(page));
      assert.ok(
        stops.length < 40,
        `expected to come to the field; stops: ${stops.map((stop) => stop.name).join(", ")}`,
      );
    }
    assert.equal(stops[0].text, "Skip to the text", "expected the skip link first");
  });
  await expect.that("Enter in the field asks for the letter", async () => {
    await page.keyboard.type(address);
    await hands.lands(steps.SENT, () => page.keyboard.press("Enter"));
  });
  await expect.that("Tab leads to the code's field, and its digits into the article", async () => {
    const { code } = proofOf(await mail.next(address, /^Sign in to /));
    let stop = await steps.tab(page);
    for (let stops = 1; stop.id !== "code"; stops += 1) {
      assert.ok(stops < 20, "expected to come to the field");
      stop = await steps.tab(page);
    }
    await hands.lands(article.path, () => page.keyboard.type(code));
    await steps.seesTheWhole(hands, article);
  });
  await expect.that("from there Tab goes on in the rest, not at the top of the page", async () => {
    const stop = await steps.tab(page);
    assert.ok(stop.isInRest || stop.isBelowRest, `expected a stop in or below the rest, and stood at ${stop.name}`);
  });
  await hands.close();
}

export async function withoutScripts(world) {
  const { expect, article, mail, browser, watch, base } = world;
  const plain = await Reader.open(browser, watch, base, { javaScriptEnabled: false });
  const { page } = plain;
  const address = "plain@example.org";
  await expect.that("without scripts a stranger sees the lead and the wall", async () => {
    await plain.goto("/");
    await plain.lands(article.path, () => page.locator(`.card h2 a[href="${article.path}"]`).click());
    await steps.seesTheWall(plain, article);
  });
  await expect.that("without scripts a malformed address is told, and corrected", async () => {
    await plain.goto(`${steps.SIGN_IN}?next=${encodeURIComponent(article.path)}`);
    // Passes the browser's own check, and not ours.
    await page.locator(ASK).fill("ana@example");
    watch.expectStatus(422, steps.SIGN_IN);
    assert.equal(await plain.lands(steps.SIGN_IN, () => page.locator("main form button").click()), 422);
    await steps.fieldSays(page, ASK, /\w/);
    assert.equal(await page.locator(ASK).inputValue(), "ana@example");
    await page.locator(ASK).fill(address);
    await plain.lands(steps.SENT, () => page.locator("main form button").click());
  });
  const { link } = proofOf(await mail.next(address, /^Sign in to /));
  await expect.that("without scripts a wrong code is told", async () => {
    watch.expectStatus(422, CODE);
    await page.locator("#code").fill("0000 0000");
    assert.equal(await plain.lands(CODE, () => page.locator("main form button").click()), 422);
    await steps.fieldSays(page, "#code", new RegExp(WRONG));
  });
  await expect.that("without scripts the link's button leads to where the wall stood", async () => {
    await plain.delay(article.gatedImage);
    await steps.useLink(plain, article, link);
    await steps.seesTheWhole(plain, article);
    await steps.standsAtTheRest(plain);
  });
  await plain.close();
}
