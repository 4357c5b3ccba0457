// The W3C's checker over all pages and letters that were kept, in one go.
import { execFile } from "node:child_process";
import { basename, join } from "node:path";

const PATIENCE = 120_000;

// Warnings about what is there on purpose.
const WANTED = [
  // Outlook knows no other way to set a button (templates/letters/button.html).
  /^The “(cellpadding|cellspacing|border|bgcolor)” attribute on the “(table|td)” element is obsolete/,
  // The rest of an article goes on where its lead ends, often in the middle of a chapter.
  /^Section lacks heading/,
  // Who wrote it and when stands over a comment: a heading for each would drown those of the page.
  /^Article lacks heading[^]*<article class="comment"/,
  // Articles stay in their own language, and say so themselves, in a page whose few other words are in its reader's.
  /^This document appears to be written in English but the “html” start tag has/,
];

/** Hands back the errors; warnings are noted. */
export async function checker({ root, kept, findings, scratch }) {
  const jar = join(root, "target/npm/node_modules/vnu-jar/build/dist/vnu.jar");
  const args = [
    "-Xss4m",
    `-Djava.io.tmpdir=${scratch}`,
    "-jar",
    jar,
    "--format",
    "json",
    "--also-check-svg",
    kept.folder,
  ];
  const told = await new Promise((resolve, reject) =>
    execFile("java", args, { timeout: PATIENCE, maxBuffer: 1 << 26 }, (error, _, stderr) => {
      // It ends with 1 where it found something: only what cannot be read is a failure.
      try {
        resolve(JSON.parse(stderr).messages);
      } catch {
        reject(new Error(`the checker did not do its work: ${error} ${stderr.slice(0, 500)}`));
      }
    }),
  );
  const [errors, warnings] = [new Map(), new Map()];
  for (const message of told) {
    const isError = message.type === "error" || message.type === "non-document-error";
    if (!isError && WANTED.some((pattern) => pattern.test(`${message.message} ${message.extract}`))) continue;
    const where = `${kept.what(basename(message.url ?? ""))}, line ${message.lastLine}`;
    const list = isError ? errors : warnings;
    const what = `${message.message}\n    ${(message.extract ?? "").replace(/\s+/g, " ").trim().slice(0, 200)}`;
    list.set(what, [...(list.get(what) ?? []), where]);
  }
  const lines = (list) =>
    [...list].map(
      ([what, where]) =>
        `${what}\n    ${where.slice(0, 3).join("; ")}${where.length > 3 ? ` and ${where.length - 3} more` : ""}`,
    );
  if (warnings.size) findings.note(`warnings:\n${lines(warnings).join("\n")}`);
  return lines(errors);
}
