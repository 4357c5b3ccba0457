// The lines of the table of pages that have to do with the staff area. In the demo a sign-in by letter opens it; its second
// factor is set up here all the same.
import { createHmac } from "node:crypto";

import { withDevice } from "./desk.mjs";

const APP = "/-/staff/factors/app";
const FACTOR = "/-/staff/factor";
const FACTORS = "/-/staff/factors";
const PASSKEYS = "/-/staff/factors/passkeys";
const MEMBERS = "/-/staff/members";
const TEAM = "/-/staff/team";
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

async function submit(tab, path, form = "main form") {
  return tab.lands(path, () => tab.page.locator(form).evaluate((form) => ((form.noValidate = true), form.requestSubmit())));
}

async function toMember(tab) {
  await tab.goto(MEMBERS);
  const link = tab.page.locator("th[scope=row] a").last();
  const path = await link.getAttribute("href");
  return { path, status: (await tab.goto(path)).status() };
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
      name: "staff-factors-passkey",
      who,
      isPictured: true,
      open: async (tab) => {
        await withDevice(tab);
        await tab.goto(FACTORS);
        return tab.lands(PASSKEYS, () => tab.page.locator("form[data-ceremony=create] button").click());
      },
    },
    { name: "staff-factor-passkey", who, open: FACTOR, isPictured: true },
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
