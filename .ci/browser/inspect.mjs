// One page in every shape: wide and narrow, by day and by night, with large letters, and with still air.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { widerThanScreen } from "./looks.mjs";

const require = createRequire(new URL("../../target/npm/package.json", import.meta.url));
const axeSource = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const WIDTHS = [320, 768, 1280];
const PICTURES = [320, 1280];
const SCHEMES = ["light", "dark"];
// A page is painted before its images are there, as over a slow line; else none of them could push anything.
const IMAGES_LATER = 250;

// Every rule there is runs, those that are off by default too, but for these.
const NOT_ASKED = {
  "color-contrast-enhanced": "7:1 is of level AAA; 4.5:1 is held, and often exceeded",
  "identical-links-same-purpose": "of level AAA; the cards of an author and a topic lead to the same names",
  "landmark-complementary-is-top-level":
    "no longer asked by default; an aside may stand in the article that it is beside",
  "focus-order-semantics":
    "an experiment: wants each table that scrolls to be a landmark, and many of one name help nobody",
  "p-as-heading": "an experiment: takes each short paragraph before small print for a heading",
  "duplicate-id": "no longer in WCAG 2.2; the W3C's checker finds each",
  "duplicate-id-active": "no longer in WCAG 2.2; the W3C's checker finds each",
};

/** `entry` is a line of the table of pages, `tab` a reader's tab for it alone; hands back what is wrong. */
export async function inspect(tab, entry, pictures) {
  const { page } = tab;
  const faults = new Faults();
  const wrong = (what, shape) => faults.add(what, shape);
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: width < 600 ? 640 : 900 });
    await page.emulateMedia({ colorScheme: SCHEMES[0], reducedMotion: "no-preference" });
    if (width === WIDTHS[0]) await open(tab, entry, wrong);
    if (entry.isSteady) await shifts(tab, entry, width, wrong);
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme });
      const shape = `${width} px ${colorScheme}`;
      if (entry.isPictured && PICTURES.includes(width))
        await picture(page, join(pictures, `${entry.name}-${width}-${colorScheme}.png`));
      // Closed boxes hold pages' words too.
      await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
      for (const found of await axe(page, entry.notAsked)) wrong(found, shape);
      for (const found of await widerThanScreen(page)) wrong(`over the edge: ${found}`, shape);
      await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = false)));
    }
  }
  await enlarged(page, wrong);
  await still(page, wrong);
  if (entry.isPictured) {
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.emulateMedia({ forcedColors: "active", colorScheme: "dark" });
    await picture(page, join(pictures, `${entry.name}-forced-colors.png`));
  }
  return faults.lines();
}

/** What is wrong in several shapes is told once, with all of them. */
class Faults {
  #shapes = new Map();

  add(what, shape) {
    this.#shapes.set(what, [...(this.#shapes.get(what) ?? []), ...(shape ? [shape] : [])]);
  }

  lines() {
    return [...this.#shapes].map(([what, shapes]) => (shapes.length ? `${what}\n    at ${shapes.join(", ")}` : what));
  }
}

async function open(tab, entry, wrong) {
  const opened =
    typeof entry.open === "string"
      ? await tab.goto(entry.open).then((answer) => answer.status())
      : await entry.open(tab);
  const expected = entry.status ?? 200;
  // Steps that end on a page hand back its status; those that only look at one have none to tell.
  if (opened !== undefined && opened !== expected) wrong(`it answered with ${opened}, and ${expected} was expected`);
}

async function picture(page, path) {
  await page.evaluate(() => {
    for (const image of document.images) image.loading = "eager";
    const loaded = Promise.all([...document.images].map((image) => image.decode().catch(() => {})));
    return Promise.race([loaded, new Promise((resolve) => setTimeout(resolve, 5000))]).then(() => scrollTo(0, 0));
  });
  await page.screenshot({ path, fullPage: true, caret: "initial", animations: "allow" });
}

/** Loaded as over a slow line and read to its end, nothing on the page moves by itself. */
async function shifts(tab, entry, width, wrong) {
  const { page } = tab;
  const later = async (route) => (await pause(IMAGES_LATER), route.continue().catch(() => {}));
  const isImage = (url) => /\.(png|jpe?g|webp|avif|gif)$|\/portrait$/.test(url.pathname);
  await page.route(isImage, later);
  await page.goto(entry.open);
  const moved = await page.evaluate(async () => {
    const tick = (wait) => new Promise((resolve) => setTimeout(resolve, wait));
    for (let at = 0; at < document.body.scrollHeight; at += innerHeight) {
      scrollTo(0, at);
      await tick(60);
    }
    // An image that no scrolling brought near is not loaded, and need not be.
    const loaded = Promise.all([...document.images].map((image) => image.decode().catch(() => {})));
    await Promise.race([loaded, tick(2000)]);
    const list = [];
    const observer = new PerformanceObserver((entries) => list.push(...entries.getEntries()));
    observer.observe({ type: "layout-shift", buffered: true });
    await tick(100);
    list.push(...observer.takeRecords());
    const names = (shift) =>
      shift.sources.map(
        ({ node }) =>
          node?.parentElement && `${node.localName ?? node.parentElement.localName}.${node.className ?? ""}`,
      );
    return list.map((shift) => `${shift.value.toFixed(4)} by ${names(shift).join(", ")}`);
  });
  await page.unroute(isImage, later);
  for (const shift of moved) wrong(`it moves: ${shift}`, `${width} px`);
}

async function axe(page, notAsked = []) {
  // By the protocol and not by a script element, which our policy refuses.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axeSource);
  return page.evaluate(
    async (off) => {
      const rules = Object.fromEntries(
        axe.getRules().map(({ ruleId }) => [ruleId, { enabled: !off.includes(ruleId) }]),
      );
      const { violations, passes } = await axe.run(document, { rules, resultTypes: ["violations"] });
      if (passes.length < 10) return [`axe looked at nothing: ${passes.length} rules passed`];
      const place = (node) => `${node.target.join(" ")}  ${node.failureSummary.replace(/\s+/g, " ")}`;
      return violations.map(({ id, help, nodes }) =>
        [`axe, ${id}: ${help}`, ...nodes.slice(0, 4).map(place)].join("\n    "),
      );
    },
    [...Object.keys(NOT_ASKED), ...notAsked],
  );
}

/** At 200 % of a usual window, which makes it half as wide (WCAG 2.2, 1.4.10). */
async function enlarged(page, wrong) {
  await page.setViewportSize({ width: 640, height: 450 });
  for (const found of await widerThanScreen(page)) wrong(`over the edge: ${found}`, "200 %");
}

/** Whoever asked for less motion gets none. */
async function still(page, wrong) {
  await page.emulateMedia({ reducedMotion: "reduce" });
  const moving = await page.evaluate(() => {
    const seconds = (text) => Math.max(...text.split(",").map((part) => parseFloat(part) || 0));
    const isMoving = (style) =>
      style.animationName !== "none" || seconds(style.transitionDuration) > 0.01 || style.scrollBehavior === "smooth";
    return [...document.querySelectorAll("*")]
      .filter((element) =>
        ["", "::before", "::after"].some((part) => isMoving(getComputedStyle(element, part || null))),
      )
      .map((element) => `${element.localName}.${element.className}`);
  });
  for (const element of new Set(moving)) wrong(`it moves although its reader asked for less motion: ${element}`);
}
