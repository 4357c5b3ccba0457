// What a page weighs as it is sent: an article of 1,500 words, the styles and the scripts.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { get } from "node:http";
import { join } from "node:path";

const WORDS = 1500;
const KILOBYTE = 1000;
const MOST = { html: 40 * KILOBYTE, css: 15 * KILOBYTE, script: 10 * KILOBYTE };

/** Puts an article of that length beside the samples, of their own paragraphs: it packs like what people write. */
export function longArticle(content) {
  const files = readdirSync(content, { recursive: true }).filter((name) => /^[\w-]+(\/index)?\.md$/.test(name));
  const paragraphs = files
    .sort()
    .flatMap((name) =>
      readFileSync(join(content, name), "utf8")
        .split(/^(?:\+\+\+|---)$/m)
        .slice(2)
        .join("")
        .split(/\n{2,}/),
    )
    .filter((paragraph) => /^[A-Z][^|<[\]]+\.$/s.test(paragraph.trim()));
  const text = [];
  let count = 0;
  for (const paragraph of paragraphs) {
    if (count >= WORDS) break;
    if (text.length % 6 === 5) text.push(`## Part ${Math.ceil(text.length / 6)}`);
    text.push(paragraph.trim());
    count += paragraph.trim().split(/\s+/).length;
  }
  if (count < WORDS) throw new Error(`expected ${WORDS} words in the samples, and found ${count}`);
  const head = `+++
title = "Fifteen Hundred Words"
summary = "Of a length that is weighed."
author = "maren-oyelaran"
published = 2024-01-10
topics = ["Repair"]
+++`;
  mkdirSync(content, { recursive: true });
  writeFileSync(
    join(content, "fifteen-hundred-words.md"),
    [head, ...text.slice(0, 2), "<!-- more -->", ...text.slice(2)].join("\n\n"),
  );
  return "/fifteen-hundred-words";
}

export async function weights({ findings, base, long }, member) {
  const cookie = await cookieOf(member);
  const page = await sent(base + long, cookie);
  const { html } = await page.decoded(member);
  const urls = (pattern) => [...html.matchAll(pattern)].map(([, path]) => new URL(path, base).href);
  const weigh = async (what, most, sizes) => {
    const total = sizes.reduce((sum, size) => sum + size, 0);
    await findings.none(`${what} weighs ${total} bytes of ${most}`, async () =>
      sizes.length && total < most ? [] : [`${sizes.length} files, ${total} bytes together`],
    );
  };
  const all = (list) => Promise.all(list.map(async (url) => (await sent(url)).size));
  const words = html.replace(/<[^>]+>/g, " ").split(/\s+/).length;
  await findings.none("the article that is weighed has its words", async () =>
    words > WORDS ? [] : [`it has ${words}`],
  );
  await weigh(`the HTML of an article of ${WORDS} words`, MOST.html, [page.size]);
  await weigh("the stylesheet", MOST.css, await all(urls(/<link rel="stylesheet" href="([^"]+)"/g)));
  await weigh("the script", MOST.script, await all(urls(/<script src="([^"]+)"/g)));
}

export async function cookieOf({ context }) {
  return (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
}

/** The bytes that go over the line to a browser of today. */
function sent(url, cookie = "") {
  return new Promise((resolve, reject) => {
    get(url, { headers: { "Accept-Encoding": "br", Accept: "*/*", Cookie: cookie } }, (answer) => {
      const chunks = [];
      answer.on("data", (chunk) => chunks.push(chunk));
      answer.on("end", () => {
        const coding = answer.headers["content-encoding"];
        if (answer.statusCode !== 200 || coding !== "br") reject(new Error(`${url}: ${answer.statusCode}, ${coding}`));
        resolve({
          size: Buffer.concat(chunks).length,
          decoded: async (reader) => ({ html: await (await reader.context.request.get(url)).text() }),
        });
      });
    }).on("error", reject);
  });
}
