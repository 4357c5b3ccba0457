// The lines of the table of pages that have to do with discussions, and what is written for them to show.
import assert from "node:assert/strict";

import * as steps from "./steps.mjs";

const OPEN = "/about-membership";
const QUEUE = "/-/staff/comments";
const FORM = "form.write[action='/-/comments']:not(:has([name=parent]))";
// The demo's own (src/cli/demo.rs).
export const STAFF_ADDRESS = "staff@quarry.example";

const WORDS = `The copier's odd numbers finally make sense: **141 %** is the root of two.

> Half of A4 is A5.

- A *second* point
- and \`297 / 210\`

${"Averyveryverylongwordthatnobodywouldwrite".repeat(4)}`;

/** Comments of four people: two that are seen at once, one of them answered, and one that waits for staff. */
export async function writeComments({ article }, { member, newcomer, leaving, staff }) {
  await write(member, article.path, WORDS);
  await write(leaving, OPEN, "I had wondered about that.");
  article.discussion = await discussionOf(staff, article.path);
  await staff.goto(article.discussion);
  const answer = staff.page.locator("form.write:has([name=parent]) textarea").first();
  await answer.evaluate((field) => (field.value = "Thank you for reading to the end."));
  await post(staff, answer);
  await write(newcomer, article.path, "See <https://example.org/paper> for more.");
}

/** A comment of one's own, under an article. */
export async function write(reader, path, words) {
  await reader.goto(path);
  const field = reader.page.locator(`${FORM} [name=text]`);
  await field.evaluate((field, words) => (field.value = words), words);
  await post(reader, field);
}

/** Sends the form of a field, and follows where that leads. */
async function post({ page }, field) {
  const status = await field.evaluate(async (field) => {
    const { form } = field;
    return (await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) })).status;
  });
  assert.equal(status, 200, `expected the words to be taken at ${page.url()}`);
}

async function discussionOf(reader, path) {
  await reader.goto(path);
  const href = await reader.page.locator("#discussion a[href^='/-/discussion/']").first().getAttribute("href");
  return href.split(/[?#]/)[0];
}

export function discussions({ article }) {
  const open = async (tab) => (await tab.goto(article.discussion)).status();
  const lands = (tab, path, form) =>
    tab.lands(path, () => form.evaluate((form) => ((form.noValidate = true), form.requestSubmit())));
  return [
    { name: "discussion", who: "member", open: article.discussion, isSteady: true, isPictured: true },
    { name: "discussion-best", who: "member", open: `${article.discussion}?order=best` },
    { name: "discussion-guest", who: "guest", open: article.discussion },
    { name: "discussion-waiting", who: "newcomer", open: article.discussion },
    { name: "discussion-refused", who: "stranger", open: article.discussion, status: 403 },
    {
      name: "discussion-public",
      who: "stranger",
      open: async (tab) => (await tab.goto(await discussionOf(tab, OPEN))).status(),
    },
    {
      name: "discussion-422",
      who: "staff",
      status: 422,
      open: async (tab) => {
        await open(tab);
        return lands(tab, "/-/comments", tab.page.locator(FORM));
      },
    },
    {
      name: "comment-edit",
      who: "member",
      open: async (tab) => {
        await open(tab);
        return tab.lands("/-/comments/edit", () => tab.page.locator("a[href^='/-/comments/edit']").first().click());
      },
    },
    { name: "staff-comments", who: "staff", open: QUEUE, isPictured: true },
    {
      name: "staff-comments-422",
      who: "staff",
      status: 422,
      open: async (tab) => {
        await tab.goto(QUEUE);
        return tab.lands(QUEUE, () => tab.page.locator("main button[value=remove]").first().click());
      },
    },
  ];
}
