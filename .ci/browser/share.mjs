// An article for a friend: a member makes a link, strangers open it and join, and the member sees what came of it.
import assert from "node:assert/strict";

import { Reader } from "./reader.mjs";
import {
  ACCOUNT,
  SHARES,
  LABELS,
  full,
  compact,
  press,
  clipboard,
  openSharer,
  linkOf,
  isLink,
  says,
  buttonsOf,
} from "./share_steps.mjs";
import { proofOf } from "./smtp.mjs";
import * as steps from "./steps.mjs";

export async function byCopy(world) {
  const { expect, article, browser, watch, base, mail } = world;
  const may = await expect.that("a member finds a box to share with, at both ends of the article", async () => {
    const may = await openSharer(world, "may@example.org");
    assert.deepEqual(await buttonsOf(full(may.page)), LABELS);
    assert.match(await full(may.page).innerText(), /at once, with no sign-up.*30 days and 50 readers/);
    assert.ok(await compact(may.page).locator("summary").isVisible(), "expected the compact box");
    return may;
  });
  const { page } = may;
  const link = await expect.that("“Copy link” puts a link on the clipboard, and says so", async () => {
    await press(full(page), "Copy link");
    await says(full(page), "The link is copied.");
    return isLink(await clipboard(page), base);
  });
  await expect.that("pressed again it is the same link, in this box and in the other", async () => {
    for (const box of [full(page), compact(page)]) {
      await page.reload();
      await page.evaluate(() => navigator.clipboard.writeText(""));
      if (box !== full(page)) await page.locator("details.sharing").evaluate((details) => (details.open = true));
      await press(box, "Copy link");
      await says(box, "The link is copied.");
      assert.equal(await clipboard(page), link);
    }
  });
  await expect.that("a program that makes previews gets the lead, and its cards lead back to the link", async () => {
    const answer = await fetch(link, { headers: { "User-Agent": "Twitterbot/1.0" }, redirect: "manual" });
    const html = await answer.text();
    assert.equal(answer.status, 200);
    assert.ok(html.includes(`<meta property="og:url" content="${link}">`), "expected the link as the page's address");
    for (const sentence of article.rest) assert.ok(!html.includes(sentence), `expected not to find “${sentence}”`);
  });
  await expect.that("the sharer's own visit leads into the article, and they are not greeted as a guest", async () => {
    await may.goto(link);
    await steps.seesTheWhole(may, article);
    assert.equal(await page.locator(".notice").count(), 0);
  });
  const friend = await Reader.open(browser, watch, base);
  await expect.that("a friend without any cookie opens it, and reads the whole article in one step", async () => {
    const response = await friend.goto(link);
    assert.equal(response.status(), 200);
    assert.equal(response.request().redirectedFrom()?.url(), link, "expected one step");
    await steps.seesTheWhole(friend, article);
  });
  await expect.that("the friend is greeted, at the article's own address, with no box to share with", async () => {
    assert.equal(friend.page.url(), `${base}${article.path}`);
    assert.match(await friend.page.locator(".notice").innerText(), /^Someone shared this article with you\. .*free/);
    assert.equal(await friend.page.locator(".sharing").count(), 0);
    await steps.loadsItsImage(friend.page, article.gatedImage);
  });
  await expect.that("the friend reads on after a reload, by a cookie that no script can read", async () => {
    assert.equal(await friend.page.evaluate(() => document.cookie), "");
    await friend.page.reload();
    await steps.seesTheWhole(friend, article);
  });
  await expect.that("the line after the article leads to a letter, and that makes the friend a member", async () => {
    await friend.lands("/-/sign-in", () => friend.page.locator(".more").getByText("Become a member or sign in").click());
    await friend.page.locator("#address").fill("friend@example.org");
    await friend.lands(steps.SENT, () => friend.page.getByRole("button", { name: "Send me a letter" }).click());
    const { code } = proofOf(await mail.next("friend@example.org", /^Sign in to /));
    await Promise.all([
      friend.page.waitForURL((url) => url.pathname === article.path),
      friend.page.locator("#code").pressSequentially(code),
    ]);
    await steps.seesTheWhole(friend, article);
    assert.equal(await friend.page.locator(".sharing").count(), 2, "expected that a member can share");
  });
  await expect.that("the member's page shows one reader and one joined, and a chart of them", async () => {
    await may.goto(ACCOUNT);
    await may.lands(SHARES, () => page.locator(`a[href="${SHARES}"]`).first().click());
    assert.match(await page.locator(".page-head").innerText(), /1 link\. One reader has come, and one person became a/);
    const row = page.locator(".rows > li");
    assert.equal(await row.count(), 1, "expected one link");
    assert.match(await row.innerText(), /Live\s.*Copied link, made .*1 of 50 readers, opened once, 1 joined/s);
    assert.ok(!(await page.content()).includes("friend@example.org"), "expected numbers and no address");
    for (const chart of [page.locator("section > div > svg.bars"), row.locator("svg.bars")]) {
      assert.ok((await chart.locator("rect").last().boundingBox()).height > 10, "expected a bar for today");
      assert.match(await chart.getAttribute("aria-label"), /^Readers .*1/);
    }
    await page.locator("details summary").click();
    assert.match(await page.locator("details tbody").innerText(), /2\d{3}\s+1$/);
  });
  await expect.that("its “Copy” copies the link once more, and says so", async () => {
    await page.evaluate(() => navigator.clipboard.writeText(""));
    const copy = page.locator(".rows [data-copy]");
    await copy.click();
    await copy.getByText("Copied").waitFor();
    assert.equal(await clipboard(page), link);
  });
  await expect.that("“End now” ends it", async () => {
    await may.lands(SHARES, () => page.getByRole("button", { name: /^End now/ }).click());
    await says(page.locator("main"), /link is ended/);
    assert.match(await page.locator(".rows > li").innerText(), /Ended\s.*1 of 50 readers, opened once, 1 joined/s);
    assert.equal(await page.locator(".rows :is(input, button)").count(), 0, "expected no link to copy, and no button");
  });
  const late = await Reader.open(browser, watch, base);
  await expect.that("who comes late meets the wall: it says that the link has ended, and how to read on", async () => {
    assert.equal((await late.goto(link)).status(), 200);
    assert.equal(late.page.url(), `${base}${article.path}`);
    assert.equal(await late.page.locator("#wall h2").innerText(), "This shared link has ended");
    assert.ok(await late.page.locator("#wall form #address").isVisible(), "expected the form");
    await steps.seesTheWall(late, article);
    assert.equal(await late.status(article.gatedImage), 403);
  });
  await expect.that("the next link is a new one, and opens the article to whom the old one failed", async () => {
    const again = await linkOf(may, article.path, "copy");
    assert.notEqual(again, link);
    await late.goto(again);
    await steps.seesTheWhole(late, article);
  });
  await Promise.all([friend, late].map((reader) => reader.close()));
  return may;
}

export async function byName(world, may) {
  const { expect, article, browser, watch, base } = world;
  const { page } = may;
  const name = "Ünal & <b>May</b>";
  const friend = await Reader.open(browser, watch, base);
  const greeting = () => friend.page.locator(".notice").innerText();
  const answers = async (button, words) => {
    await may.lands(SHARES, () => press(page.locator("main"), button));
    await says(page.locator("main"), /choice is saved/);
    assert.ok((await page.locator("[aria-labelledby=shares-name]").innerText()).includes(words), `expected ${words}`);
  };
  await expect.that("a name alone is shown to nobody", async () => {
    await may.goto(SHARES);
    const account = page.locator(`[aria-labelledby=shares-name] a[href="${ACCOUNT}"]`);
    await may.lands(ACCOUNT, () => account.click());
    await page.locator("#name").fill(name);
    await may.lands(ACCOUNT, () => press(page.locator("main"), "Save the name"));
    await friend.goto(await linkOf(may, article.path, "copy"));
    assert.match(await greeting(), /^Someone shared/);
  });
  await expect.that("who chooses to show it is known to the friend by that name", async () => {
    await may.goto(SHARES);
    await answers("Show my name", `Friends see “${name}”`);
    await friend.page.reload();
    assert.ok((await greeting()).startsWith(`${name} shared this article with you.`), await greeting());
    await steps.seesTheWhole(friend, article);
  });
  await expect.that("and can take that back", async () => {
    await answers("Show no name", "Friends see no name");
    await friend.page.reload();
    assert.match(await greeting(), /^Someone shared/);
    assert.ok(!(await friend.page.content()).includes("Ünal"), "expected no trace of the name");
  });
  await friend.close();
}

export async function askedForAnAddress(world, may) {
  const { expect, article, browser, watch, base, mail, program } = world;
  const link = await linkOf(may, article.path, "copy");
  const row = may.page.locator(".rows > li").filter({ hasText: "Copied link" }).filter({ hasText: "Live" });
  const numbers = async () => (await may.goto(SHARES), /\d+ of 50 .*joined/.exec(await row.innerText())[0]);
  const before = await numbers();
  await program.restart({ SHARE__RECIPIENT: "ask_after" });
  await expect.that("asked after: a friend reads at once, and a form stands after the article", async () => {
    const friend = await Reader.open(browser, watch, base);
    await friend.goto(link);
    await steps.seesTheWhole(friend, article);
    const form = friend.page.locator(".gated ~ .panel");
    await form.locator("#address").fill("after@example.org");
    await friend.lands(steps.SENT, () => form.getByRole("button", { name: "Become a member" }).click());
    await friend.goto(article.path);
    await steps.seesTheWhole(friend, article);
    await friend.goto(steps.SENT);
    const { code } = proofOf(await mail.next("after@example.org", /^Sign in to /));
    await friend.lands(article.path, () => friend.page.locator("#code").pressSequentially(code));
    await steps.seesTheWhole(friend, article);
    assert.equal(await friend.page.locator(".panel").count(), 0, "expected a member not to be asked again");
    await friend.close();
  });
  await program.restart({ SHARE__RECIPIENT: "ask_first" });
  await expect.that("asked first: the box tells the member what their friends are asked for", async () => {
    await may.goto(article.path);
    assert.match(await full(may.page).innerText(), /They give an address and read it at once\./);
  });
  const friend = await Reader.open(browser, watch, base);
  await expect.that("asked first: the friend is invited, and sees not a word of the rest", async () => {
    assert.equal((await friend.goto(link)).status(), 200);
    assert.match(await friend.page.locator("#wall h2").innerText(), /^A friend shared this with you$/);
    await steps.seesTheWall(friend, article);
    assert.equal(await friend.status(article.gatedImage), 403);
  });
  await expect.that("asked first: an address given, “Read the article now” leads to where the wall stood", async () => {
    await friend.page.locator("#wall #address").fill("first@example.org");
    await friend.lands(steps.SENT, () => friend.page.getByRole("button", { name: "Read on" }).click());
    await friend.lands(article.path, () => friend.page.getByRole("link", { name: "Read the article now" }).click());
    await steps.seesTheWhole(friend, article);
    await steps.standsAtTheRest(friend);
  });
  await expect.that("asked first: the letter, proved later, makes a member of the friend", async () => {
    const { code } = proofOf(await mail.next("first@example.org", /^Sign in to /));
    await friend.goto(steps.SENT);
    await friend.lands(article.path, () => friend.page.locator("#code").pressSequentially(code));
    await steps.seesTheWhole(friend, article);
    await friend.goto(ACCOUNT);
    assert.equal(friend.path, ACCOUNT);
  });
  await expect.that("both are counted as readers, and both as joined", async () => {
    const [, readers, joined] = /^(\d+) of .* (\d+|none) joined/.exec(before);
    const more = (text) => (Number(text) || 0) + 2;
    assert.match(await numbers(), new RegExp(`^${more(readers)} of .* ${more(joined)} joined`));
  });
  await friend.close();
  await program.restart();
}
