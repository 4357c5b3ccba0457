// Who runs the site comes in with a passkey of their device, reads what the gate did, finds a member, takes the members out
// as a file, and decides on a comment.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { write } from "./discussion_pages.mjs";
import { Reader } from "./reader.mjs";
import * as steps from "./steps.mjs";

const OWNER = "odile@quarry.example";
const WRITER = "walter@example.org";
const FACTOR = "/-/staff/factor";
const FACTORS = "/-/staff/factors";
const PASSKEYS = "/-/staff/factors/passkeys";
const NUMBERS = "/-/staff/numbers";
const MEMBERS = "/-/staff/members";
const QUEUE = "/-/staff/comments";
const WORDS = "Walter has one more source";

/** A device that makes passkeys, and answers as if its holder had put a finger on it. */
export async function withDevice({ context, page }) {
  const session = await context.newCDPSession(page);
  await session.send("WebAuthn.enable", { enableUI: false });
  const options = {
    protocol: "ctap2",
    transport: "internal",
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified: true,
  };
  const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", { options });
  return { verify: (isUserVerified) => session.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified }) };
}

export async function byPasskey(world) {
  const { expect, watch, browser, base, article, mail, program } = world;
  await program.command(["staff", "add", OWNER]);
  const owner = await Reader.open(browser, watch, base);
  const { page } = owner;
  const device = await withDevice(owner);
  await steps.signIn(owner, article, mail, OWNER);
  await expect.that("without a second proof the staff area is closed, and leads to where one is added", async () => {
    await owner.goto(NUMBERS);
    assert.equal(owner.path, FACTORS);
    assert.match(await page.locator("main").innerText(), /stays closed/);
  });
  await expect.that("a passkey is added with one button, and recovery codes are shown once", async () => {
    await page.getByLabel("Name of the device").fill("Odile's laptop");
    await owner.lands(PASSKEYS, () => page.getByRole("button", { name: "Add a passkey" }).click());
    assert.equal(await page.locator(".codes li").count(), 10);
    assert.match(await page.locator(".rows").innerText(), /Odile's laptop/);
  });
  await expect.that("in a new session, a no of the device is told, and the next yes opens the area", async () => {
    await owner.goto("/-/account");
    await owner.lands("/", () => page.locator("form[action='/-/sign-out'] button").first().click());
    await steps.signIn(owner, article, mail, OWNER);
    await owner.goto(MEMBERS);
    assert.equal(owner.path, FACTOR);
    await device.verify(false);
    const use = page.getByRole("button", { name: "Use a passkey" });
    await use.click();
    await page.getByText("The device did not answer").waitFor();
    await device.verify(true);
    await owner.lands(MEMBERS, () => use.click());
  });
  await expect.that("the funnel tells what the gate did, in a picture and in a table", async () => {
    await owner.goto(NUMBERS);
    assert.ok(await page.locator("main svg").first().isVisible(), "expected a picture");
    const rows = await page.locator("main table").first().innerText();
    assert.match(rows, /\d/, "expected numbers in the table behind it");
  });
  await writtenAndApproved(world, owner);
  await expect.that("a member is found as the name is typed", async () => {
    await owner.goto(MEMBERS);
    await page.locator("#q").pressSequentially("walter@exam");
    await page.waitForFunction(() => document.querySelectorAll("#found tbody tr").length === 1);
    assert.match(await page.locator("#found tbody").innerText(), /walter@example\.org/);
    const link = page.locator("#found tbody a");
    await owner.lands(await link.getAttribute("href"), () => link.click());
    assert.match(await page.locator("h1").innerText(), /walter@example\.org/);
  });
  await expect.that("all members come out as a file", async () => {
    await owner.goto(MEMBERS);
    const button = page.locator("button[value=members]");
    const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
    const text = readFileSync(await download.path(), "utf8");
    assert.match(text, /"walter@example\.org"/);
    assert.match(text, /"odile@quarry\.example".*"owner"/);
  });
  await owner.close();
}

async function writtenAndApproved({ expect, watch, browser, base, article, mail }, owner) {
  const { page } = owner;
  const writer = await Reader.open(browser, watch, base);
  await steps.signIn(writer, article, mail, WRITER);
  await write(writer, article.path, `${WORDS}: <https://example.org/paper>`);
  const other = await Reader.open(browser, watch, base);
  await steps.signIn(other, article, mail, "olga@example.org");
  const sees = async (reader) => {
    await reader.goto(article.path);
    return (await reader.page.content()).includes(WORDS);
  };
  await expect.that("a new member's comment with a link is held, and approved at the desk", async () => {
    assert.equal(await sees(other), false, "expected that it waits");
    await owner.goto(QUEUE);
    assert.match(await page.locator(".comments").innerText(), new RegExp(WORDS));
    await owner.lands(QUEUE, () => page.getByRole("button", { name: "Approve" }).first().click());
    assert.match(await page.getByRole("status").innerText(), /\w/);
    assert.equal(await sees(other), true, "expected to read it");
  });
  for (const reader of [writer, other]) await reader.close();
}
