// For readers whose browser is set to letters twice as large (WCAG 2.2, 1.4.4): nothing gets over the edge.
import { widerThanScreen } from "./looks.mjs";
import { Reader, launch } from "./reader.mjs";

const WIDTH = 1280;

/** Of the table's lines, those that a path leads to. */
export async function largeLetters(world, pages, readers) {
  const { watch, base, findings } = world;
  // The browser's own setting, and not a style of the page: it is what `rem` and media queries go by.
  const browser = await launch(["--blink-settings=defaultFontSize=32"]);
  const plain = pages.filter(({ open }) => typeof open === "string");
  const seen = Object.fromEntries(await Promise.all(Object.entries(readers).map(async ([who, reader]) => [who, await again(reader)])));

  async function again(reader) {
    const storageState = await reader.context.storageState();
    return Reader.open(browser, watch, base, { storageState, viewport: { width: WIDTH, height: 900 } });
  }

  try {
    await findings.none(`${plain.length} pages with letters of 200 %`, async () => {
      const faults = [];
      for (const { name, who, open } of plain) {
        const reader = seen[who];
        await reader.goto(open);
        const size = await reader.page.evaluate(() => getComputedStyle(document.documentElement).fontSize);
        if (size !== "32px") faults.push(`${name}: letters of ${size}`);
        for (const found of await widerThanScreen(reader.page)) faults.push(`${name}, as ${who}: over the edge: ${found}`);
      }
      return faults;
    });
  } finally {
    await browser.close();
  }
}
