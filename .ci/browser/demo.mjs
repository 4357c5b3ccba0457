// What a newcomer does: starts the demo, meets the wall, reads the letter in the browser, and is in.
import assert from "node:assert/strict";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { ACCOUNT, WELCOME, rows, signsOut } from "./elsewhere.mjs";
import { Gatefold } from "./gatefold.mjs";
import { looksAt } from "./looks.mjs";
import { Reader } from "./reader.mjs";
import * as steps from "./steps.mjs";

const LETTERS = "/-/demo/letters";
const PEOPLE = "/-/demo/issuer/authorize";
const PATIENCE = 20_000;

export async function demo(world) {
  const { expect, article, browser, watch, binary, scratch, pictures } = world;
  const program = await expect.that("the demo starts with nothing but a folder and a port", async () => {
    const program = await Gatefold.demo({ binary, folder: join(scratch, "demo") });
    assert.ok(program.log().includes(`${program.base}${LETTERS}`), "expected it to print where its letters are");
    return program;
  });
  watch.allowHost(program.base);
  const newcomer = await Reader.open(browser, watch, program.base);
  const { page } = newcomer;
  await expect.that("its articles end at the wall", async () => {
    await newcomer.goto("/");
    await newcomer.lands(article.path, () => page.locator(`.card h2 a[href="${article.path}"]`).click());
    await steps.seesTheWall(newcomer, article);
  });
  await expect.that("an address is given, and its letter can be read in the browser", async () => {
    await steps.giveAddress(newcomer, article, "you@example.org");
    await openNewestLetter(newcomer);
    assert.match(await page.locator("h1").innerText(), /^Sign in to /);
    await page.screenshot({
      path: join(pictures, "demo-letter.png"),
      fullPage: true,
      caret: "initial",
      animations: "allow",
    });
  });
  await expect.that("the letter's HTML shows the same link", async () => {
    const link = await page.locator("main li a").first().getAttribute("href");
    await newcomer.lands(
      new URL(await page.getByText("See it as HTML").getAttribute("href"), page.url()).pathname,
      () => page.getByText("See it as HTML").click(),
    );
    for (const width of [320, 1280]) {
      await page.setViewportSize({ width, height: 700 });
      await page.screenshot({
        path: join(pictures, `letter-html-${width}.png`),
        caret: "initial",
        animations: "allow",
      });
    }
    assert.equal(await page.locator(`a[href="${link}"]`).count(), 1, "expected the link");
    await page.goBack();
  });
  await expect.that("its link leads back into the article, to where the wall stood", async () => {
    const link = page.locator("main li a").first();
    await newcomer.delay(article.gatedImage);
    await newcomer.lands(new URL(await link.getAttribute("href")).pathname, () => link.click());
    await newcomer.lands(article.path, () => page.locator("main button[type=submit]").click());
    await steps.seesTheWhole(newcomer, article);
    await steps.standsAtTheRest(newcomer);
  });
  await newcomer.close();
  await byAccount(world, program);
  await expect.that("told to stop, the demo ends in order, with no error in its log", () => endsInOrder(program));
}

/** By the demo's own issuer, which stands for those that a publisher would have. */
async function byAccount(world, program) {
  const { expect, article, browser, watch } = world;
  const newcomer = await Reader.open(browser, watch, program.base);
  const { page } = newcomer;
  const leaves = async () => {
    await newcomer.goto(article.path);
    await newcomer.lands(PEOPLE, () => page.getByRole("link", { name: "Continue with Demo account" }).click());
  };
  const person = page.locator(".people button").first();
  await expect.that("its wall offers a demo account, which asks who one is and says what it stands for", async () => {
    await leaves();
    assert.match(await steps.words(page), /It exists in the demo alone/);
    assert.ok((await page.locator(".people button").count()) > 1, "expected several people");
  });
  await looksAt(world, "demo-account", newcomer, leaves);
  await expect.that("the person picked is a member at once, and reads on where the wall stood", async () => {
    await newcomer.lands(WELCOME, () => person.click());
    await newcomer.lands(article.path, () => page.getByRole("button", { name: "No, thank you" }).click());
    await steps.seesTheWhole(newcomer, article);
    await steps.standsAtTheRest(newcomer);
  });
  await expect.that("signed out, the same person is back in the article with nothing else asked", async () => {
    await signsOut(newcomer);
    await leaves();
    await newcomer.lands(article.path, () => person.click());
    await steps.seesTheWhole(newcomer, article);
    await steps.standsAtTheRest(newcomer);
    await newcomer.goto(ACCOUNT);
    assert.match(await rows(page).innerText(), /^ ?Demo account /);
  });
  await expect.that("whoever cancels there is told so, and can pick a person after all", async () => {
    await signsOut(newcomer);
    await leaves();
    await newcomer.lands(steps.SIGN_IN, () => page.getByRole("button", { name: "Cancel" }).click());
    assert.match(
      await page.locator("main [role=alert]").innerText(),
      /^You did not finish signing in with Demo account\./,
    );
    await newcomer.lands(PEOPLE, () => page.getByRole("link", { name: "Continue with Demo account" }).click());
    await newcomer.lands(article.path, () => person.click());
    await steps.seesTheWhole(newcomer, article);
  });
  await newcomer.close();
}

async function openNewestLetter(reader) {
  const first = reader.page.locator(".rows li a").first();
  const end = Date.now() + PATIENCE;
  for (;;) {
    await reader.goto(LETTERS);
    if (await first.count())
      return reader.lands(new URL(await first.getAttribute("href"), reader.base).pathname, () => first.click());
    assert.ok(Date.now() < end, "expected a letter at " + LETTERS);
    await pause(100);
  }
}

export async function endsInOrder(program) {
  assert.equal(await program.stop(), 0, "expected the exit code 0");
  assert.deepEqual(program.complaints(/the limit of letters for the whole installation is reached/), [], "expected no error in the log");
}
