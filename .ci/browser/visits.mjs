// The pages that a path leads to, once more and quickly: with large letters, and in every language.
import { widerThanScreen } from "./looks.mjs";
import { Reader, launch } from "./reader.mjs";

const LANGUAGES = ["de", "es", "fr"];

/** For readers whose browser is set to letters twice as large (WCAG 2.2, 1.4.4). */
export async function largeLetters(world, pages, readers) {
  // The browser's own setting, and not a style of the page: it is what `rem` and media queries go by.
  const browser = await launch(["--blink-settings=defaultFontSize=32"]);
  const size = (page) => page.evaluate(() => getComputedStyle(document.documentElement).fontSize);
  const isLarge = async (page) => ((await size(page)) === "32px" ? [] : ["its letters are not larger"]);
  try {
    await visit({ ...world, browser }, "letters of 200 %", { pages, readers, width: 1280 }, isLarge);
  } finally {
    await browser.close();
  }
}

/** Words are longer elsewhere. */
export async function languages(world, pages, readers) {
  for (const language of LANGUAGES) {
    const isIn = async (page) => {
      const found = await page.evaluate(() => document.documentElement.lang);
      return found === language ? [] : [`its language is “${found}”`];
    };
    await visit(
      world,
      `words in “${language}”`,
      { pages: pages.filter(isOurs), readers, width: 320, locale: language },
      isIn,
    );
  }
}

// What the demo has and nobody else speaks English.
const isOurs = ({ name }) => !name.startsWith("demo-");

async function visit(world, what, { pages, readers, width, locale }, look) {
  const { browser, watch, base, kept, findings } = world;
  const plain = pages.filter(({ open }) => typeof open === "string");
  await findings.none(`${plain.length} pages with ${what}`, async () => {
    const faults = [];
    const again = {};
    for (const { name, who, open } of plain) {
      again[who] ??= await likeThem(readers[who]);
      const { page } = again[who];
      await page.goto(open);
      for (const found of [...(await look(page)), ...(await widerThanScreen(page))])
        faults.push(`${name}, as ${who}: ${found}`);
    }
    await Promise.all(Object.values(again).map((reader) => reader.close()));
    return faults;
  });

  /** Another browser with the same cookies. */
  async function likeThem(reader) {
    const storageState = await reader.context.storageState();
    const options = { storageState, viewport: { width, height: 900 }, ...(locale && { locale }) };
    const like = await Reader.open(browser, watch, base, options);
    kept.over(like.context);
    return like;
  }
}
