// An account that a reader has already, at an issuer that is none of ours: from the wall there and back into the article.
import assert from "node:assert/strict";

import { Issuer } from "./issuer.mjs";
import { looksAt } from "./looks.mjs";
import { Reader } from "./reader.mjs";
import { proofOf } from "./smtp.mjs";
import * as steps from "./steps.mjs";

export const ACCOUNT = "/-/account";
export const WELCOME = "/-/sign-in/welcome";
const ADDRESS = "/-/sign-in/address";
const LOGIN = "ida@example.org";
const BUTTONS = ["The House", "Google", "Apple", "GitHub"].map((label) => `Continue with ${label}`);

/** Starts an issuer, and the program again with it and three more. */
export async function open({ program, watch, base, scratch }) {
  const issuer = await Issuer.start(base);
  watch.allowHost(issuer.url);
  await program.restart({}, issuer.blocks(scratch));
  return issuer;
}

export async function close({ program }, issuer) {
  await program.restart();
  issuer.stop();
}

export const rows = (page) => page.locator("[aria-labelledby=set-identities] .rows li");
const button = (page) => page.getByRole("link", { name: BUTTONS[0] });

/** From the article's wall to the issuer's page. */
async function leaves(reader, issuer, article) {
  await reader.goto(article.path);
  await issuer.receives(reader, () => button(reader.page).click());
}

/** From the wall to the page that a new member comes to. */
async function joins(reader, issuer, article, login) {
  await leaves(reader, issuer, article);
  await issuer.takesLogin(reader, login);
  await reader.lands(WELCOME, () => issuer.consent(reader).click());
}

export async function signsOut(reader) {
  await reader.goto(ACCOUNT);
  await reader.lands("/", () => reader.page.locator(".page-head form button").click());
}

export async function byButton(world, issuer) {
  const { expect, article, browser, watch, base, mail } = world;
  const ida = await Reader.open(browser, watch, base);
  const { page } = ida;
  await expect.that("the wall offers the accounts, above its field, and holds back the rest", async () => {
    await ida.goto(article.path);
    assert.deepEqual(await page.locator("#wall .providers a").allInnerTexts(), BUTTONS);
    const [last, field] = [page.locator("#wall .providers a").last(), page.locator("#wall #address")];
    assert.ok((await last.boundingBox()).y < (await field.boundingBox()).y, "expected the buttons above the field");
    await steps.seesTheWall(ida, article);
  });
  await expect.that("a button leads to the issuer, whose login and consent lead back to one question", async () => {
    await joins(ida, issuer, article, LOGIN);
    const words = await steps.words(page);
    assert.ok(words.includes(`From now on ${issuer.label} signs you in, or a letter to ${LOGIN}.`), words);
    assert.equal(await page.getByRole("checkbox").count(), 0, "expected no answer that is given already");
  });
  await expect.that("its answer leads into the whole article, to where the wall stood", async () => {
    const hurry = await ida.delay(article.gatedImage);
    await ida.lands(article.path, () => page.getByRole("button", { name: "No, thank you" }).click());
    await steps.seesTheWhole(ida, article);
    await steps.standsAtTheRest(ida);
    await hurry();
  });
  await expect.that("one letter welcomes the new member, and none asks for a proof", async () => {
    await mail.next(LOGIN, /^Welcome to The Quarry$/);
    assert.equal(await mail.count(LOGIN), 1, "expected one letter");
  });
  await expect.that(
    "signed out, the button leads straight into the whole article, past no page of anybody",
    async () => {
      await signsOut(ida);
      await ida.goto(article.path);
      await steps.seesTheWall(ida, article);
      await ida.lands(article.path, () => button(page).click());
      await steps.seesTheWhole(ida, article);
      await steps.standsAtTheRest(ida);
    },
  );
  return ida;
}

export async function givenUp(world, issuer) {
  const { expect, article, browser, watch, base, mail } = world;
  for (const javaScriptEnabled of [true, false]) {
    const reader = await Reader.open(browser, watch, base, { javaScriptEnabled });
    const { page } = reader;
    const [how, login] = javaScriptEnabled ? ["", "jo@example.org"] : ["without scripts, ", "kim@example.org"];
    await expect.that(`${how}whoever cancels is told so on the page to sign in, and nothing has happened`, async () => {
      await leaves(reader, issuer, article);
      await issuer.takesLogin(reader, login);
      await reader.lands(steps.SIGN_IN, () => issuer.cancel(reader).click());
      const words = `You did not finish signing in with ${issuer.label}. Nothing was changed.`;
      assert.ok((await page.locator("main [role=alert]").innerText()).startsWith(words), `expected “${words}”`);
      assert.equal(mail.lettersTo(login).length, 0);
    });
    await expect.that(`${how}from there the button leads into the article after all`, async () => {
      await issuer.receives(reader, () => button(page).click());
      await reader.lands(WELCOME, () => issuer.consent(reader).click());
      await reader.lands(article.path, () => page.getByRole("button", { name: "Yes, send me news" }).click());
      await steps.seesTheWhole(reader, article);
      await steps.standsAtTheRest(reader);
    });
    await reader.close();
  }
  await expect.that("or the letter does, which also comes back to the article", async () => {
    const reader = await Reader.open(browser, watch, base);
    await leaves(reader, issuer, article);
    await reader.lands(steps.SIGN_IN, () => issuer.cancel(reader).click());
    await reader.page.locator("#address").fill("lea@example.org");
    await reader.lands(steps.SENT, () => reader.page.getByRole("button", { name: "Send me a letter" }).click());
    const { code } = proofOf(await mail.next("lea@example.org", /^Sign in to /));
    await reader.lands(article.path, () => reader.page.locator("#code").pressSequentially(code));
    await steps.seesTheWhole(reader, article);
    await reader.close();
  });
}

export async function onTheAccountPage(world, issuer, ida) {
  const { expect, article, mail, base } = world;
  const { page } = ida;
  const says = async (words) => assert.match(await page.locator("main [role=status]").innerText(), words);
  const tells = async (what) => {
    const letter = await mail.next(LOGIN, new RegExp(`^An account was ${what} at The Quarry$`));
    for (const part of [letter.text, letter.html]) assert.ok(part.includes(`${issuer.label} is ${what}`), part);
    assert.deepEqual(steps.linksOf(letter, base), { inText: [base + ACCOUNT], inHtml: [base + ACCOUNT] });
  };
  const disconnects = async () => {
    await ida.goto(ACCOUNT);
    await ida.lands(ACCOUNT, () => rows(page).getByRole("button").click());
  };
  await expect.that("the member's page lists the account, with the address that it is known by", async () => {
    await ida.goto(ACCOUNT);
    assert.equal(await rows(page).count(), 1, "expected one account");
    assert.match(await rows(page).innerText(), new RegExp(`^ ?${issuer.label} ${LOGIN}\nConnected .*, last used `));
    assert.equal(await page.locator("#name").inputValue(), "Ida", "expected the name that the issuer told");
  });
  await expect.that("disconnected, it is gone from there, and a letter says so", async () => {
    await disconnects();
    await says(/^The account is disconnected\./);
    assert.equal(await rows(page).count(), 0, "expected no account");
    await tells("disconnected");
  });
  await expect.that("connected again from there, it stands there again, and a letter says so", async () => {
    await ida.lands(ACCOUNT, () => page.getByRole("link", { name: `Connect ${issuer.label}` }).click());
    await says(/^The account is connected\./);
    assert.equal(await rows(page).count(), 1, "expected one account");
    await tells("connected");
  });
  await expect.that("cancelled on the way, nothing is connected, and the page says so", async () => {
    // Signed out there, so that it asks again.
    await ida.context.clearCookies({ domain: new URL(issuer.url).hostname });
    await ida.goto(ACCOUNT);
    await issuer.receives(ida, () => page.getByRole("link", { name: `Connect ${issuer.label}` }).click());
    await ida.lands(ACCOUNT, () => issuer.cancel(ida).click());
    assert.match(await page.locator("main [role=alert]").innerText(), /^You did not finish connecting the account\./);
    assert.equal(await rows(page).count(), 1, "expected one account");
  });
  await expect.that("disconnected, the account no longer signs in: the letter decides, and connects it", async () => {
    await disconnects();
    await tells("disconnected");
    await signsOut(ida);
    await leaves(ida, issuer, article);
    await issuer.takesLogin(ida, LOGIN);
    await ida.lands(steps.SENT, () => issuer.consent(ida).click());
    await ida.goto(article.path);
    await steps.seesTheWall(ida, article);
    await ida.goto(steps.SENT);
    const { code } = proofOf(await mail.next(LOGIN, /^Sign in to /));
    await ida.lands(article.path, () => page.locator("#code").pressSequentially(code));
    await steps.seesTheWhole(ida, article);
    await ida.goto(ACCOUNT);
    assert.equal(await rows(page).count(), 1, "expected one account");
  });
}

/** With the Tab key alone, there too. Each stop of ours must show where it is. */
export async function byKeyboard(world, issuer) {
  const { expect, article, browser, watch, base } = world;
  const hands = await Reader.open(browser, watch, base);
  const { page } = hands;
  const tabTo = async (text) => {
    for (const stops = []; stops.at(-1) !== text; stops.push((await steps.tab(page)).text))
      assert.ok(stops.length < 40, `expected to come to “${text}”; stops: ${stops.join(", ")}`);
  };
  await expect.that("Tab comes to the buttons one after the other, and then to the field", async () => {
    await hands.goto(article.path);
    for (const text of BUTTONS) await tabTo(text);
    assert.equal((await steps.tab(page)).id, "address");
    for (const text of BUTTONS.toReversed()) assert.equal((await steps.tab(page, "Shift+Tab")).text, text);
  });
  await expect.that(
    "Enter on one starts, and keys alone lead through the issuer and back into the article",
    async () => {
      await issuer.receives(hands, () => page.keyboard.press("Enter"));
      await page.keyboard.type("tabitha@example.org");
      await page.keyboard.press("Tab");
      await page.keyboard.type("any");
      await page.keyboard.press("Enter");
      await issuer.consent(hands).waitFor();
      await hands.lands(WELCOME, () => page.keyboard.press("Enter"));
      await tabTo("No, thank you");
      await hands.lands(article.path, () => page.keyboard.press("Enter"));
      await steps.seesTheWhole(hands, article);
    },
  );
  await hands.close();
}

export async function looks(world, issuer) {
  const { article, browser, watch, base, mail } = world;
  const fresh = () => Reader.open(browser, watch, base);
  const [stranger, unsure, member, nameless, unproved] = await Promise.all(Array.from({ length: 5 }, fresh));
  await looksAt(world, "accounts-wall", stranger, article.path);
  await looksAt(world, "accounts-sign-in", stranger, `${steps.SIGN_IN}?next=${article.path}`);
  await looksAt(world, "accounts-join", stranger, "/-/join");
  await leaves(unsure, issuer, article);
  await unsure.lands(steps.SIGN_IN, () => issuer.cancel(unsure).click());
  await looksAt(world, "accounts-cancelled", unsure, unsure.page.url());
  await joins(member, issuer, article, "another.rather.long.name.to.see.where.it.breaks@workshop.example.org");
  await looksAt(world, "accounts-news", member, member.page.url());
  await looksAt(world, "accounts-account", member, ACCOUNT);
  await leaves(nameless, issuer, article);
  await issuer.takesLogin(nameless, "nobody");
  await nameless.lands(ADDRESS, () => issuer.consent(nameless).click());
  await looksAt(world, "accounts-address", nameless, ADDRESS);
  await leaves(unproved, issuer, article);
  await issuer.takesLogin(unproved, "unverified.pia@example.org");
  await unproved.lands(steps.SENT, () => issuer.consent(unproved).click());
  await looksAt(world, "accounts-sent", unproved, steps.SENT);
  const { link } = proofOf(await mail.next("unverified.pia@example.org", /^Sign in to /));
  await looksAt(world, "accounts-link", unproved, link);
  await Promise.all([stranger, unsure, member, nameless, unproved].map((reader) => reader.close()));
}
