// The lines of the table of pages that have to do with a member's own: account, share links, letters.
import { ACCOUNT, SHARE, SHARES, submitBox } from "./share_steps.mjs";
import { proofOf } from "./smtp.mjs";
import * as steps from "./steps.mjs";

const REMOVE = "/-/account/delete";

export function accountPages({ article, letters }) {
  const linkIn = (letter, part) => letter.text.match(/https?:\/\/\S+/g).find((url) => url.includes(part));
  return [
    { name: "account", who: "member", open: ACCOUNT, isPictured: true },
    { name: "account-identities", who: "newcomer", open: ACCOUNT },
    {
      name: "account-422",
      who: "member",
      status: 422,
      open: async (tab) => {
        await tab.goto(ACCOUNT);
        const form = tab.page.locator("form[action='/-/account/address']");
        await form.locator("#address").fill("nobody@nowhere");
        return tab.lands("/-/account/address", () =>
          form.evaluate((form) => ((form.noValidate = true), form.requestSubmit())),
        );
      },
    },
    { name: "delete", who: "member", open: REMOVE },
    {
      name: "delete-422",
      who: "member",
      status: 422,
      open: async (tab) => {
        await tab.goto(REMOVE);
        const form = tab.page.locator("main form");
        return tab.lands(REMOVE, () => form.evaluate((form) => ((form.noValidate = true), form.requestSubmit())));
      },
    },
    {
      name: "deleted",
      who: "leaving",
      open: async (tab) => {
        await tab.goto(REMOVE);
        await tab.page.locator("[name=sure]").check();
        return tab.lands(REMOVE, () => tab.page.locator("main button").click());
      },
    },
    { name: "shares", who: "member", open: SHARES, isPictured: true },
    { name: "shares-empty", who: "newcomer", open: SHARES },
    {
      name: "share",
      who: "member",
      open: async (tab) => {
        await tab.goto(article.path);
        return tab.lands(SHARE, () => submitBox(tab.page, "facebook"));
      },
    },
    {
      name: "article-sharing",
      who: "member",
      open: async (tab) => {
        await tab.goto(article.path);
        await tab.page.locator("details.sharing summary").click();
        // As where the clipboard is not to be had: the most that the box can hold.
        await tab.page.evaluate(() => delete Object.getPrototypeOf(navigator).clipboard);
        await tab.page.locator("section.sharing button[value=copy]").click();
        await tab.page.locator("section.sharing [role=status] input").waitFor();
      },
    },
    {
      name: "unsubscribe",
      who: "stranger",
      open: async (tab) => {
        const letter = letters.all().find(({ subject }) => subject.startsWith("Welcome to "));
        return (await tab.goto(linkIn(letter, "/-/unsubscribe/"))).status();
      },
    },
    {
      name: "address-undo",
      who: "newcomer",
      open: async (tab) => {
        const moved = "moved@example.org";
        await tab.goto(ACCOUNT);
        await tab.page.locator("#address").fill(moved);
        await tab.lands(steps.SENT, () => tab.page.locator("form[action='/-/account/address'] button").click());
        await tab.goto(proofOf(await letters.next(moved, /./)).link);
        await tab.lands(ACCOUNT, () => tab.page.locator("main button").click());
        return (await tab.goto(linkIn(await letters.next("", /was changed$/), "/undo/"))).status();
      },
    },
    { name: "address-undo-dead", who: "stranger", open: "/-/account/address/undo/0", status: 410 },
  ];
}
