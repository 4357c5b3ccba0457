// The lines of the table of pages that have to do with the staff area. In the demo a sign-in by letter opens it; its second
// factor is set up here all the same.
import { createHmac } from "node:crypto";

import { withDevice } from "./desk.mjs";

const APP = "/-/staff/factors/app";
const FACTOR = "/-/staff/factor";
const FACTORS = "/-/staff/factors";
const PASSKEYS = "/-/staff/factors/passkeys";
const ARTICLES = "/-/staff/articles";
const PROGRAMS = "/-/staff/programs";
const MEMBERS = "/-/staff/members";
const IMPORT = "/-/staff/members/import";
const TEAM = "/-/staff/team";
const WEBHOOKS = "/-/staff/webhooks";
/** Where nobody listens. */
const NOWHERE = "http://127.0.0.1:9/hooks";
const EXPERIMENTS = "/-/staff/experiments";

/** The six digits that an app shows now (RFC 6238), of a secret as the page shows it. */
export function codeOf(secret, at = Date.now()) {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret.replace(/\s/g, "")].map((c) => alphabet.indexOf(c).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(at / 30000)));
  const digest = createHmac("sha1", key).update(step).digest();
  const offset = digest[19] & 15;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/** Sends the form of a button past the browser's own checks. */
const asItIs = (button) => ((button.form.noValidate = true), button.form.requestSubmit(button));

async function submit(tab, path, form = "main form") {
  return tab.lands(path, () => tab.page.locator(form).evaluate((form) => ((form.noValidate = true), form.requestSubmit())));
}

async function bring(tab, path, rows) {
  await tab.goto(IMPORT);
  const buffer = Buffer.from(`address,name\n${rows}`);
  await tab.page.locator("#file").setInputFiles({ name: "members.csv", mimeType: "text/csv", buffer });
  return submit(tab, path, "form[enctype]");
}

async function toMember(tab) {
  await tab.goto(MEMBERS);
  const link = tab.page.locator("th[scope=row] a").last();
  const path = await link.getAttribute("href");
  return { path, status: (await tab.goto(path)).status() };
}

/** By the button of that action, whatever the browser would say of the fields. */
async function submitBy(tab, path, action) {
  const button = tab.page.locator(`main button[name=action][value=${action}]`).first();
  await button.evaluate((button) => (button.form.noValidate = true));
  return tab.lands(path, () => button.click());
}

/** The page of a webhook, made where there is none. */
async function toWebhook(tab) {
  await tab.goto(WEBHOOKS);
  if ((await tab.page.locator("main .rows a").count()) === 0) {
    await tab.page.locator("#url").fill(NOWHERE);
    await submitBy(tab, WEBHOOKS, "add");
    await tab.goto(WEBHOOKS);
  }
  const path = await tab.page.locator("main .rows a").first().getAttribute("href");
  await tab.goto(path);
  return path;
}

/** One that runs; the first who comes starts it. */
async function toExperiment(tab) {
  await tab.goto(EXPERIMENTS);
  const link = tab.page.locator(".rows a").first();
  if ((await link.count()) > 0) {
    return (await tab.goto(await link.getAttribute("href"))).status();
  }
  await tab.goto(`${EXPERIMENTS}/new`);
  await tab.page.locator("#name").fill("Other words");
  await tab.page.locator("#articles").fill("/reviews/combination-whetstone");
  await tab.page.locator("#button-2").fill("Read on");
  await Promise.all([tab.page.waitForURL(/experiments\/[0-9a-f-]+/), tab.page.locator("main form button").click()]);
  return 200;
}

export function staffPages() {
  const who = "staff";
  return [
    { name: "staff-numbers", who, open: "/-/staff/numbers", isPictured: true },
    { name: "staff-numbers-week", who, open: "/-/staff/numbers?days=7" },
    { name: "staff-numbers-topic", who, open: "/-/staff/numbers?topic=kitchen" },
    { name: "staff-articles", who, open: ARTICLES, isPictured: true },
    { name: "staff-articles-none", who, open: `${ARTICLES}?q=nothing-is-called-so` },
    {
      name: "staff-article",
      who,
      isPictured: true,
      open: async (tab) => {
        await tab.goto(ARTICLES);
        return (await tab.goto(await tab.page.locator("th[scope=row] a").first().getAttribute("href"))).status();
      },
    },
    { name: "staff-programs", who, open: PROGRAMS },
    {
      name: "staff-programs-422",
      who,
      status: 422,
      open: async (tab) => {
        await tab.goto(PROGRAMS);
        return tab.lands(PROGRAMS, () => tab.page.locator("button[value=make]").evaluate(asItIs));
      },
    },
    {
      name: "staff-programs-key",
      who,
      isPictured: true,
      open: async (tab) => {
        await tab.goto(PROGRAMS);
        await tab.page.locator("#name").fill("The newsletter");
        await tab.page.locator("[name=scope]").first().check();
        return tab.lands(PROGRAMS, () => tab.page.locator("button[value=make]").click());
      },
    },
    { name: "api", who: "stranger", open: "/-/api", isPictured: true },
    { name: "staff-experiments", who, open: EXPERIMENTS },
    { name: "staff-experiment-new", who, open: `${EXPERIMENTS}/new`, isPictured: true },
    {
      name: "staff-experiment-422",
      who,
      status: 422,
      open: async (tab) => {
        await tab.goto(`${EXPERIMENTS}/new`);
        return submit(tab, `${EXPERIMENTS}/new`, `form[action="${EXPERIMENTS}/new"]`);
      },
    },
    { name: "staff-experiment", who, open: toExperiment, isPictured: true },
    { name: "staff-members", who, open: MEMBERS, isPictured: true },
    { name: "staff-members-filtered", who, open: `${MEMBERS}?news=yes&unproved=yes`, isPictured: false },
    { name: "staff-members-none", who, open: `${MEMBERS}?q=nobody-is-called-so` },
    { name: "staff-members-400", who, status: 400, open: `${MEMBERS}?joined_from=yesterday` },
    { name: "staff-member", who, open: async (tab) => (await toMember(tab)).status, isPictured: true },
    {
      name: "staff-erase",
      who,
      open: async (tab) => {
        const { path } = await toMember(tab);
        return (await tab.goto(`${path}/erase`)).status();
      },
    },
    {
      name: "staff-erase-422",
      who,
      status: 422,
      open: async (tab) => {
        const { path } = await toMember(tab);
        await tab.goto(`${path}/erase`);
        return submit(tab, `${path}/erase`);
      },
    },
    { name: "staff-import", who, open: IMPORT, isPictured: true },
    {
      name: "staff-import-looked",
      who,
      isPictured: true,
      open: async (tab) => bring(tab, IMPORT, "ida@file.example,Ida Byrne\nno-address,Ben\n"),
    },
    { name: "staff-import-422", who, status: 422, open: async (tab) => bring(tab, IMPORT, `a@file.example,"${"never closed\n".repeat(6000)}`) },
    { name: "staff-letters", who, open: "/-/staff/letters", isPictured: true },
    {
      name: "staff-letters-422",
      who,
      status: 422,
      open: async (tab) => {
        await tab.goto("/-/staff/letters");
        const form = tab.page.locator("section form");
        await form.evaluate((form) => (form.noValidate = true));
        return tab.lands("/-/staff/letters", () => form.locator("button").click());
      },
    },
    { name: "staff-team", who, open: TEAM, isPictured: true },
    {
      name: "staff-team-422",
      who,
      status: 422,
      open: async (tab) => {
        await tab.goto(TEAM);
        const form = tab.page.locator("main section form");
        await form.evaluate((form) => (form.noValidate = true));
        return tab.lands(TEAM, () => form.locator("button").click());
      },
    },
    { name: "staff-webhooks", who, open: WEBHOOKS, isPictured: true },
    {
      name: "staff-webhooks-422",
      who,
      status: 422,
      open: async (tab) => {
        await tab.goto(WEBHOOKS);
        return submitBy(tab, WEBHOOKS, "add");
      },
    },
    {
      name: "staff-webhook-secret",
      who,
      isPictured: true,
      open: async (tab) => submitBy(tab, await toWebhook(tab), "rotate"),
    },
    {
      // With a delivery that nobody took: the test is sent at once.
      name: "staff-webhook",
      who,
      isPictured: true,
      open: async (tab) => submitBy(tab, await toWebhook(tab), "test"),
    },
    {
      name: "staff-webhook-422",
      who,
      status: 422,
      open: async (tab) => submitBy(tab, await toWebhook(tab), "remove"),
    },
    { name: "staff-audit", who, open: "/-/staff/audit" },
    { name: "staff-factors", who, open: FACTORS },
    { name: "staff-app", who, open: APP, isPictured: true },
    {
      name: "staff-app-422",
      who,
      status: 422,
      open: async (tab) => {
        await tab.goto(APP);
        await tab.page.locator("#code").fill("000000");
        return submit(tab, APP);
      },
    },
    {
      name: "staff-factors-codes",
      who,
      open: async (tab) => {
        await tab.goto(APP);
        await tab.page.locator("#code").fill(codeOf(await tab.page.locator("code.whole").innerText()));
        return submit(tab, APP);
      },
    },
    { name: "staff-factor", who, open: FACTOR },
    {
      // A browser asks for no passkey in a window that another one of the same reader's stands before.
      name: "staff-factors-passkey",
      who,
      isPictured: true,
      isAlone: true,
      open: async (tab) => {
        await withDevice(tab);
        await tab.goto(FACTORS);
        return tab.lands(PASSKEYS, () => tab.page.locator("form[data-ceremony=create] button").click());
      },
    },
    { name: "staff-factor-passkey", who, open: FACTOR, isPictured: true, isAlone: true },
    {
      name: "staff-factor-422",
      who,
      status: 422,
      open: async (tab) => {
        await tab.goto(FACTOR);
        await tab.page.locator("#code").fill("000000");
        return submit(tab, FACTOR, "main form:has(#code)");
      },
    },
  ];
}
