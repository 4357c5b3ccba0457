// Lighthouse on the wall page and on the whole article, as on a telephone.
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { cookieOf } from "./weights.mjs";

const require = createRequire(new URL("../../target/npm/package.json", import.meta.url));
const LEAST = { accessibility: 100, "best-practices": 100, seo: 100, performance: 95 };
// A machine that others share has slow moments: the best of so many counts.
const TRIES = 3;

export async function lighthouse({ base, article, findings, scratch }, member) {
  const load = (name) => import(pathToFileURL(require.resolve(name)).href);
  const [{ default: run }, { launch }] = await Promise.all([load("lighthouse"), load("chrome-launcher")]);
  const userDataDir = join(scratch, "lighthouse");
  mkdirSync(userDataDir);
  const chrome = await launch({
    chromePath: "/usr/bin/chromium",
    chromeFlags: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
    ],
    userDataDir,
    handleSIGINT: false,
    logLevel: "silent",
  });
  try {
    const url = base + article.path;
    const audit = (what, part, headers) =>
      findings.none(`${what} is worth ${Object.values(LEAST).join(", ")} to Lighthouse`, async () => {
        const html = await (await fetch(url, { headers })).text();
        return html.includes(part)
          ? best(findings, () => run(url, options(chrome.port, headers)))
          : [`no ${part} on it`];
      });
    await audit("the wall page", 'id="wall"', {});
    await audit("the whole article", 'class="gated"', { Cookie: await cookieOf(member) });
  } finally {
    chrome.kill();
  }
}

const options = (port, extraHeaders) => ({
  port,
  extraHeaders,
  logLevel: "silent",
  output: [],
  onlyCategories: Object.keys(LEAST),
});

async function best(findings, run) {
  let faults;
  for (let tries = 1; tries <= TRIES; tries++) {
    const { lhr } = await run();
    if (lhr.runtimeError) {
      // The browser's own record of the visit failed, which says nothing of the page.
      faults = [{ words: `${lhr.runtimeError.code}: ${lhr.runtimeError.message}` }];
      findings.note(faults[0].words);
      continue;
    }
    const scores = Object.values(lhr.categories).map(({ id, score }) => [id, Math.round(score * 100)]);
    findings.note(scores.map(([id, score]) => `${id} ${score}`).join(", "));
    faults = scores.filter(([id, score]) => score < LEAST[id]).map(([id, score]) => told(lhr, id, score));
    // Only the speed depends on the moment.
    if (faults.length === 0 || faults.some(({ id }) => id !== "performance")) break;
  }
  return faults.map(({ words }) => words);
}

function told(lhr, id, score) {
  const audits = lhr.categories[id].auditRefs.map(({ id, weight }) => ({ ...lhr.audits[id], weight }));
  const low = audits.filter((audit) => audit.weight > 0 && audit.score !== null && audit.score < 1);
  const lines = low.map(({ id, title, displayValue, details }) => {
    const nodes = (details?.items ?? []).slice(0, 3).map((item) => JSON.stringify(item).slice(0, 300));
    return [`  ${id}: ${title} ${displayValue ?? ""}`, ...nodes.map((node) => `    ${node}`)].join("\n");
  });
  return { id, words: [`${id} is ${score}, and ${LEAST[id]} was expected`, ...lines].join("\n") };
}
