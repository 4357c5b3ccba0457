// The paths of pages, as the program's own tables of routes have them.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

// What answers GET with something else than a page, or with a page only on the way to another one.
const NO_PAGES = {
  AUTHOR_PORTRAIT: "an image",
  FEED: "a feed",
  AUTHOR_FEED: "a feed",
  TOPIC_FEED: "a feed",
  SITEMAP: "a sitemap",
  AUTHOR_SITEMAP: "a sitemap",
  TOPIC_SITEMAP: "a sitemap",
  PAGE_FILE: "an image",
  ROBOTS: "plain text",
  WITH: "leads to a provider",
  WITH_CALLBACK: "leads back from one",
  ACCOUNT_DATA: "a download",
  SHARED_TOKEN: "leads to the article",
  STAFF: "leads to what waits",
  ASSET: "styles and scripts",
  LIVE: "for programs",
  READY: "for programs",
  SERVING: "for programs",
  DEMO_ISSUER_METADATA: "for programs",
  DEMO_ISSUER_KEYS: "for programs",
};
// JSON alone, but for the guide to it.
const isOfApi = (name) => name.startsWith("API_");

/** Each path that answers GET with a page: `{ name, path, is }`, where `is` tells whether a path is one of its. */
export function pageRoutes(root) {
  const web = join(root, "src/web");
  const files = readdirSync(web, { recursive: true }).filter((name) => name.endsWith(".rs"));
  const code = files.map((name) => readFileSync(join(web, name), "utf8")).join("\n");
  const constants = readFileSync(join(root, "src/links.rs"), "utf8").matchAll(/pub const (\w+): &str = "([^"]+)"/g);
  const paths = new Map([...constants].map(([, name, path]) => [name, path]));
  const routes = [...code.matchAll(/\(\s*links::(\w+),\s*(?:GET|BOTH),/g)].map(([, name]) => name);
  // Another way to write the tables must not pass for no routes.
  if (routes.length < 30) throw new Error(`expected the tables of routes, and found ${routes.length} of them`);
  const gone = Object.keys(NO_PAGES).filter((name) => !routes.includes(name));
  if (gone.length) throw new Error(`expected these to be routes still: ${gone}`);
  return routes
    .filter((name) => !(name in NO_PAGES) && !isOfApi(name))
    .map((name) => ({ name, path: paths.get(name), is: test(paths.get(name)) }));
}

function test(path) {
  const parts = path.split(/\{[^}]+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const pattern = new RegExp(`^${parts.join("[^/]+")}$`);
  return (asked) => pattern.test(asked);
}
