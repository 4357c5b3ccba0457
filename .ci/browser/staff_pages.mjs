// The lines of the table of pages that have to do with the staff area. In the demo a sign-in by letter opens it; its second
// factor is set up here all the same.
import { createHmac } from "node:crypto";

const APP = "/-/staff/factors/app";
const FACTOR = "/-/staff/factor";
const FACTORS = "/-/staff/factors";
const MEMBERS = "/-/staff/members";
const IMPORT = "/-/staff/members/import";
const TEAM = "/-/staff/team";

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

export function staffPages() {
  const who = "staff";
  return [
    { name: "staff-numbers", who, open: "/-/staff/numbers", isPictured: true },
    { name: "staff-numbers-week", who, open: "/-/staff/numbers?days=7" },
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
      name: "staff-factor-422",
      who,
      status: 422,
      open: async (tab) => {
        await tab.goto(FACTOR);
        await tab.page.locator("#code").fill("000000");
        return submit(tab, FACTOR);
      },
    },
  ];
}
