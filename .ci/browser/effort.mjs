// Over the limit of letters: the page that works by itself, and for whoever has no scripts, a wait.
import assert from "node:assert/strict";

import { looksAt } from "./looks.mjs";
import { Reader } from "./reader.mjs";
import { proofOf } from "./smtp.mjs";
import * as steps from "./steps.mjs";

/** A third letter in an hour that allows one: it is asked an effort. */
export async function overTheLimit(world) {
  const { expect, article, mail, browser, watch, base, program } = world;
  await program.restart({ LIMITS__LETTERS_PER_HOUR: 1 });
  watch.expectStatus(429, steps.SIGN_IN);
  const reader = await Reader.open(browser, watch, base);
  await expect.that("the page does its work, and the letter leaves with nothing pressed", async () => {
    await reader.goto(article.path);
    await reader.page.locator("#wall #address").fill("rush@example.org");
    await reader.lands(steps.SENT, () => reader.page.locator("#wall button[type=submit]").click());
    const { code } = proofOf(await mail.next("rush@example.org", /^Sign in to /));
    await reader.lands(article.path, () => reader.page.locator("#code").pressSequentially(code));
    await steps.seesTheWhole(reader, article);
    await steps.standsAtTheRest(reader);
  });
  await reader.close();
  const plain = await Reader.open(browser, watch, base, { javaScriptEnabled: false });
  await expect.that("without scripts it says how long to wait, and lets through who has waited", async () => {
    await plain.goto(article.path);
    await plain.page.locator("#wall #address").fill("patient@example.org");
    assert.equal(await plain.lands(steps.SIGN_IN, () => plain.page.locator("#wall button[type=submit]").click()), 429);
    const seconds = Number(/in about (\d+) seconds/.exec(await steps.words(plain.page))[1]);
    assert.ok(seconds >= 25 && seconds <= 120, `expected a short wait, and found ${seconds} seconds`);
    const send = () => plain.page.getByRole("button", { name: "Send me the letter" }).click();
    assert.equal(await plain.lands(steps.SIGN_IN, send), 429, "expected that pressing early brings the page again");
    await plain.page.waitForTimeout(seconds * 1000);
    await plain.lands(steps.SENT, send);
    const { code } = proofOf(await mail.next("patient@example.org", /^Sign in to /));
    await plain.page.locator("#code").fill(code);
    await plain.lands(article.path, () => plain.page.locator("main button[type=submit]").first().click());
    await steps.seesTheWhole(plain, article);
  });
  await plain.close();
  const still = await Reader.open(browser, watch, base, { javaScriptEnabled: false });
  await looksAt(world, "effort", still, async () => {
    await still.goto(steps.SIGN_IN);
    await still.page.locator("#address").fill("looks@example.org");
    await still.lands(steps.SIGN_IN, () => still.page.locator("main .ask button[type=submit]").click());
  });
  await still.close();
  await program.restart();
}
