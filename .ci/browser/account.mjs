// A member's own page: name, browsers, news, data, a change of address taken back, and the way out.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { proofOf } from "./smtp.mjs";
import * as steps from "./steps.mjs";

const ACCOUNT = "/-/account";

export async function settings(world, { ana, phone, address }) {
  const { expect, article } = world;
  const { page } = ana;
  const press = (name) => ana.lands(ACCOUNT, () => page.getByRole("button", { name, exact: true }).click());
  await expect.that("a name is saved, and shown", async () => {
    await ana.goto(ACCOUNT);
    await page.locator("#name").fill("Ana <b>Ünal</b>");
    await press("Save the name");
    assert.equal(await page.locator("#name").inputValue(), "Ana <b>Ünal</b>");
    assert.match(await page.locator("[role=status]").innerText(), /saved/);
  });
  await expect.that("both browsers are listed, this one marked", async () => {
    assert.equal(await page.locator("[aria-labelledby=set-sessions] .rows li").count(), 2);
    assert.equal(await page.getByText("This browser").count(), 1);
  });
  await expect.that("the other browser is signed out, and meets the wall at its next page", async () => {
    await ana.lands(ACCOUNT, () => page.locator("[aria-labelledby=set-sessions] li button").click());
    assert.equal(await page.locator("[aria-labelledby=set-sessions] .rows li").count(), 1);
    await phone.page.reload();
    await steps.seesTheWall(phone, article);
    assert.equal(await phone.status(article.gatedImage), 403);
    await ana.goto(article.path);
    await steps.seesTheWhole(ana, article);
  });
  await expect.that("news are asked for and stopped again, and both answers are kept", async () => {
    await ana.goto(ACCOUNT);
    await press("Send me news");
    await press("Stop sending me news");
    assert.ok(await page.getByRole("button", { name: "Send me news", exact: true }).isVisible());
    const answers = await page.locator("[aria-labelledby=set-consents] .rows li").allInnerTexts();
    assert.equal(answers.length, 2, "expected two answers");
    for (const words of [/you agreed/, /you said no/])
      assert.ok(
        answers.some((answer) => words.test(answer)),
        String(words),
      );
  });
  await expect.that("the member's data comes as a JSON file with their address", async () => {
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByText("Download my data").click()]);
    assert.equal(download.suggestedFilename(), "my-data.json");
    const data = JSON.parse(readFileSync(await download.path(), "utf8"));
    assert.equal(data.member.address, address);
    assert.equal(data.member.name, "Ana <b>Ünal</b>");
    assert.equal(data.consents.length, 2);
  });
}

export async function changeOfAddress(world, { ana, desk, address }) {
  const { expect, article, mail } = world;
  const { page } = ana;
  const moved = "ana.new@example.org";
  const shown = async () => (await ana.goto(ACCOUNT), page.locator("[aria-labelledby=set-address] strong").innerText());
  const proof = await expect.that("a new address gets a letter first, and changes nothing by that", async () => {
    await ana.goto(ACCOUNT);
    await page.locator("#address").fill(moved);
    await ana.lands(steps.SENT, () => page.getByRole("button", { name: "Change the address" }).click());
    const letter = await mail.next(moved, /./);
    assert.equal(await shown(), address);
    return proofOf(letter);
  });
  const undo = await expect.that("the proof changes it, and a word with a way back goes to the old one", async () => {
    await ana.goto(proof.link);
    await ana.lands(ACCOUNT, () => page.locator("main button").click());
    assert.equal(await page.locator("[aria-labelledby=set-address] strong").innerText(), moved);
    const notice = await mail.next(address, /was changed$/);
    assert.ok(!notice.text.includes(moved) && !notice.html.includes(moved), "expected the new address not to be told");
    const { inText, inHtml } = steps.linksOf(notice, world.base);
    assert.deepEqual(inText, inHtml, "expected the same link in both");
    assert.equal(inText.length, 1, "expected one link");
    return inText[0];
  });
  await expect.that("opening the way back changes nothing, and its button restores the old address", async () => {
    for (const _ of [1, 2]) assert.equal((await desk.goto(undo)).status(), 200);
    assert.equal(await shown(), moved);
    await desk.goto(undo);
    await desk.lands("/-/account/address/undo", () => desk.page.locator("main button").click());
    assert.match(await desk.page.locator("h1").innerText(), /old address is back/);
  });
  await expect.that("whoever had changed it is signed out", async () => {
    await ana.goto(ACCOUNT);
    assert.equal(ana.path, steps.SIGN_IN);
    await ana.goto(article.path);
    await steps.seesTheWall(ana, article);
  });
  await expect.that("the old address signs in to the same membership again", async () => {
    await steps.signIn(ana, article, mail, address);
    assert.equal(await shown(), address);
    assert.equal(await page.locator("#name").inputValue(), "Ana <b>Ünal</b>");
  });
}

export async function goodbye(world, { ana, address }) {
  const { expect, article, mail, watch } = world;
  const { page } = ana;
  const remove = "/-/account/delete";
  await expect.that("an account is not deleted without a tick", async () => {
    await ana.goto(ACCOUNT);
    await ana.lands(remove, () => page.getByRole("link", { name: "Delete my account" }).click());
    watch.expectStatus(422, remove);
    await page.locator("main form").evaluate((form) => (form.noValidate = true));
    assert.equal(await ana.lands(remove, () => page.locator("main button").click()), 422);
    await steps.fieldSays(page, "[name=sure]", /tick/);
  });
  await expect.that("with the tick it is deleted, and the last letter says so", async () => {
    await page.locator("[name=sure]").check();
    assert.equal(await ana.lands(remove, () => page.locator("main button").click()), 200);
    await mail.next(address, /was deleted$/);
  });
  await expect.that("whoever was the member meets the wall", async () => {
    await ana.goto(article.path);
    await steps.seesTheWall(ana, article);
    assert.equal(await ana.status(article.gatedImage), 403);
    await ana.goto(ACCOUNT);
    assert.equal(ana.path, steps.SIGN_IN);
  });
}
