// The wall by the Tab key: every stop is reached, in the order of the page, and shows where it is.
import { Reader } from "./reader.mjs";
import * as steps from "./steps.mjs";

const WIDTHS = [320, 1280];

export async function keyboard({ browser, watch, base, article, findings }) {
  const reader = await Reader.open(browser, watch, base);
  const { page } = reader;
  for (const width of WIDTHS) {
    for (const forcedColors of ["none", "active"]) {
      await findings.none(`the wall by Tab, at ${width} px, forced colors ${forcedColors}`, async () => {
        await page.setViewportSize({ width, height: 640 });
        await page.emulateMedia({ forcedColors });
        await reader.goto(article.path);
        return walk(page);
      });
    }
  }
  await reader.close();
}

async function walk(page) {
  const expected = await page.evaluate(() => {
    const stops = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]";
    const isStop = (element) => element.checkVisibility() && !element.disabled && element.tabIndex >= 0;
    const all = [...document.querySelectorAll(stops)].filter(isStop);
    all.forEach((element, index) => (element.dataset.stop = index));
    return all.map((element) => `${element.localName} “${element.textContent.trim().slice(0, 40)}”`);
  });
  const faults = await page.evaluate(() => {
    const forward = [...document.querySelectorAll("[tabindex]")].filter((element) => element.tabIndex > 0);
    return forward.map((element) => `a tabindex above 0 at ${element.localName}`);
  });
  for (const [index, name] of expected.entries()) {
    try {
      await steps.tab(page);
    } catch (error) {
      faults.push(error.message);
    }
    const stop = await page.evaluate(() => document.activeElement.dataset.stop);
    if (stop !== String(index))
      faults.push(`stop ${index + 1} was to be ${name}, and is ${expected[stop] ?? "none of the page's"}`);
  }
  if (expected.length < 8) faults.push(`expected more stops than ${expected.length}`);
  return faults;
}
