// A reader with a browser of their own, and the watch over everything that their pages load, log and refuse.
import { createRequire } from "node:module";
import { setTimeout as pause } from "node:timers/promises";

// Kept out of the repository's root: the product itself has nothing to do with npm.
const require = createRequire(new URL("../../target/npm/package.json", import.meta.url));
const { chromium } = require("playwright-core");

const PATIENCE = 20_000;
const SLOW = 1_000;
// What such a URL names is on no host.
const HOSTLESS = ["data:", "mailto:"];

export function launch(more = []) {
  return chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-first-run",
      // Nobody's name is looked up: what asks another host gets no answer but one of ours.
      "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
      ...more,
    ],
    // Off by default in a driven browser, and on in everybody else's.
    ignoreDefaultArgs: ["--disable-popup-blocking"],
  });
}

/** Sees all readers. What it finds wrong is told at the end of each chapter. */
export class Watch {
  #faults = [];
  #expected = new Map();
  /** Those that were opened; null where each status is expected by name. */
  #pages = null;
  #hosts = new Set();
  #places = new Set();
  seen = 0;

  allowHost(base) {
    this.#hosts.add(new URL(base).host);
  }

  /** A tab may be led to this host. No page may load anything from it. */
  allowPlace(host) {
    this.#places.add(host);
  }

  /** This path may answer with this status: browsers log each such answer as an error. */
  expectStatus(status, path) {
    this.#expected.set(path, (this.#expected.get(path) ?? new Set()).add(status));
  }

  /** Pages may answer with any status, where somebody else looks at it: what pages load may not. */
  expectPages() {
    this.#pages = new Set();
  }

  over(context) {
    context.on("request", (request) => this.#request(request));
    context.on("console", (message) => this.#message(message));
    context.on("weberror", (error) => this.#faults.push(`script error: ${error.error()}`));
  }

  #request(request) {
    this.seen += 1;
    const url = new URL(request.url());
    const isAllowed = this.#hosts.has(url.host) || (this.#places.has(url.host) && request.isNavigationRequest());
    if (request.isNavigationRequest()) this.#pages?.add(request.url().split("#")[0]);
    if (!HOSTLESS.includes(url.protocol) && !isAllowed) this.#faults.push(`a request to another host: ${url}`);
  }

  #message(message) {
    const { url } = message.location();
    const status = /^Failed to load resource: the server responded with a status of (\d+)/.exec(message.text())?.[1];
    const isAt = () => URL.canParse(url) && this.#expected.get(new URL(url).pathname)?.has(Number(status));
    const isExpected = status && (this.#pages?.has(url.split("#")[0]) || isAt());
    if (message.type() === "error" && !isExpected) this.#faults.push(`in the console of ${url}: ${message.text()}`);
  }

  /** The faults since the last time, which are then forgotten. */
  takeFaults() {
    return this.#faults.splice(0);
  }
}

export class Reader {
  static async open(browser, watch, base, options = {}) {
    const reader = new Reader();
    reader.base = base;
    reader.context = await browser.newContext({ baseURL: base, acceptDownloads: true, ...options });
    reader.context.setDefaultTimeout(PATIENCE);
    watch.over(reader.context);
    // A violation of the Content-Security-Policy is not always logged; this event always comes.
    await reader.context.addInitScript(() =>
      document.addEventListener("securitypolicyviolation", (event) =>
        console.error(`refused by ${event.effectiveDirective}: ${event.blockedURI}`),
      ),
    );
    reader.page = await reader.context.newPage();
    return reader;
  }

  get path() {
    return new URL(this.page.url()).pathname;
  }

  goto(path) {
    return this.page.goto(path);
  }

  /** Does what leads to another page, and waits until that page is there, whatever its status; the status. */
  async lands(path, act) {
    const isThere = (url) => new URL(url).pathname === path;
    // The answer alone is too early: for a moment longer the page before it is still on screen.
    const shown = this.page.waitForEvent("framenavigated", (frame) => !frame.parentFrame() && isThere(frame.url()));
    const answered = this.page.waitForResponse(
      (response) => response.request().isNavigationRequest() && isThere(response.url()) && response.status() !== 303,
    );
    const [response] = await Promise.all([answered, shown, act()]);
    await this.page.waitForLoadState("load");
    return response.status();
  }

  /** The status of a path as this browser's own request, without a page. */
  async status(path) {
    return (await this.context.request.get(path, { maxRedirects: 0 })).status();
  }

  /** As over a slow line: this comes a second later than the page. Hands back what ends it. */
  async delay(path) {
    const isIt = (url) => url.pathname === path;
    const hold = async (route) => (await pause(SLOW), route.continue().catch(() => {}));
    await this.context.route(isIt, hold);
    return () => this.context.unroute(isIt, hold);
  }

  /** Another tab of the same browser. */
  async tab() {
    const { base, context } = this;
    return Object.assign(new Reader(), { base, context, page: await context.newPage() });
  }

  close() {
    return this.context.close();
  }
}
