// Steps that the chapters about share links take.
import assert from "node:assert/strict";

import { Reader } from "./reader.mjs";
import * as steps from "./steps.mjs";

export const ACCOUNT = "/-/account";
export const SHARE = "/-/share";
export const SHARES = "/-/account/shares";
/** The box's buttons, in a browser without a share sheet of its device. */
export const LABELS = ["Copy link", "Email", "Post on X", "Facebook", "Pinterest", "LinkedIn", "WhatsApp"];

export const full = (page) => page.locator("section.sharing");
export const compact = (page) => page.locator("details.sharing");
export const press = (box, name) => box.getByRole("button", { name, exact: true }).click();
export const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText());

/** A member whose browser lets pages read and write the clipboard, as far as a test wants it. */
export async function openSharer({ browser, watch, base, article, mail }, address) {
  const sharer = await Reader.open(browser, watch, base);
  await sharer.context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: base });
  await steps.signIn(sharer, article, mail, address);
  return sharer;
}

/** The sharer's link for an article, made or found without their box. */
export async function linkOf(sharer, path, channel) {
  const body = new URLSearchParams({ article: path, channel }).toString();
  const ask = async ([action, body]) => {
    const headers = { Accept: "application/json", "Content-Type": "application/x-www-form-urlencoded" };
    return (await fetch(action, { method: "POST", headers, body })).json();
  };
  return isLink((await sharer.page.evaluate(ask, [SHARE, body])).url, sharer.base);
}

export function isLink(text, base) {
  assert.ok(text?.startsWith(`${base}/-/s/`), `expected a share link, and got ${text}`);
  assert.match(new URL(text).pathname, /^\/-\/s\/[\w-]{43}$/);
  return text;
}

export async function says(box, words) {
  const status = box.getByRole("status");
  await status.filter({ hasText: words }).waitFor();
  assert.ok(await status.isVisible(), `expected to see ${words}`);
}

/** The link in a field beside the words, for whoever must copy it by hand. */
export const shownLink = (box, base) =>
  box
    .getByRole("status")
    .locator("input")
    .inputValue()
    .then((text) => isLink(text, base));

export const buttonsOf = (box) => box.locator("button:visible").allInnerTexts();

/** Sends the box's form, past the script that answers clicks in place. */
export const submitBox = (page, channel) =>
  full(page)
    .locator(`button[value=${channel}]`)
    .evaluate((button) => button.form.requestSubmit(button));
