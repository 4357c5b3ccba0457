// An issuer that is none of ours, in a process of its own, and what its two pages ask of a reader.
import { spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(new URL("../oidc/provider.mjs", import.meta.url));
const ID = "house";
const CLIENT_ID = "gatefold";
const CLIENT_SECRET = "between: us + 100% & no one else";

export class Issuer {
  #child;
  label = "The House";

  /** For the Gatefold at `base`. It ends with this process, whatever ends that: its standard input is ours. */
  static async start(base) {
    const issuer = new Issuer();
    const callback = `${base}/-/sign-in/with/${ID}/callback`;
    const client = ["--client-id", CLIENT_ID, "--client-secret", CLIENT_SECRET, "--redirect-uri", callback];
    issuer.#child = spawn(process.execPath, [PROGRAM, ...client], { stdio: ["pipe", "pipe", "inherit"] });
    const ended = once(issuer.#child, "exit").then(([code]) =>
      Promise.reject(new Error(`the issuer ended with ${code}`)),
    );
    const [line] = await Promise.race([once(issuer.#child.stdout.setEncoding("utf8"), "data"), ended]);
    issuer.#child.stdout.resume();
    issuer.url = /^listening: (\S+)/.exec(line)[1];
    return issuer;
  }

  /** Its block of the settings, and those of three more that have buttons alone. */
  blocks(folder) {
    const key = join(folder, "apple.p8");
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    writeFileSync(key, privateKey.export({ type: "pkcs8", format: "pem" }));
    return `
[[provider]]
id = "${ID}"
kind = "oidc"
label = "${this.label}"
issuer = "${this.url}"
client_id = "${CLIENT_ID}"
client_secret = "${CLIENT_SECRET}"
verifies_email = true

[[provider]]
id = "google"
kind = "google"
client_id = "none"
client_secret = "none"

[[provider]]
id = "apple"
kind = "apple"
client_id = "none"
team = "NONE"
key_id = "NONE"
key_file = ${JSON.stringify(key)}

[[provider]]
id = "github"
kind = "github"
client_id = "none"
client_secret = "none"
`;
  }

  /** Does what leads to one of its pages, and waits until that is there. */
  async receives({ page }, act) {
    await Promise.all([page.waitForURL((url) => url.origin === this.url), act()]);
  }

  /** Answers the page that asks for a login, and stops at the one that asks for consent. */
  async takesLogin({ page }, login) {
    await page.locator("[name=login]").fill(login);
    await page.locator("[name=password]").fill("any");
    await page.getByRole("button", { name: "Sign-in" }).click();
    await this.consent({ page }).waitFor();
  }

  consent({ page }) {
    return page.getByRole("button", { name: "Continue" });
  }

  cancel({ page }) {
    return page.getByRole("link", { name: "Cancel" });
  }

  stop() {
    this.#child.kill();
  }
}
