// The program under test: its settings, its start, its end, and what it wrote meanwhile.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const START = 30_000;
const END = 20_000;
const KEPT_LOG = 200;

/** A port that was free a moment ago. */
export async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** All that were started and have not ended, so that none outlives the walk. */
const running = new Set();

export function killAll() {
  for (const program of running) program.kill();
}

export class Gatefold {
  #command;
  #child;
  #output = [];
  #ended;
  /** The file with its settings, and their text; the demo has none. */
  #settings = null;

  constructor(binary, args, base) {
    this.base = base;
    this.#command = [binary, args];
    this.#spawn({});
  }

  #spawn(settings) {
    const [binary, args] = this.#command;
    this.#child = spawn(binary, args, { env: environment(settings), stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => this.#output.push(...text.split("\n").filter(Boolean)));
    }
    running.add(this);
    this.#ended = new Promise((resolve) => {
      this.#child.once("close", (code, signal) => resolve({ code, signal }));
      this.#child.once("error", (error) => (this.#output.push(String(error)), resolve({ code: -1, signal: null })));
    }).finally(() => running.delete(this));
  }

  /** `migrate`, then `serve`, on a folder of its own. */
  static async serve({ binary, database, folder, content, smtpPort }) {
    mkdirSync(folder);
    const port = await freePort();
    const settings = join(folder, "gatefold.toml");
    // A copy: the samples themselves are never written to, whatever a test does.
    cpSync(content, join(folder, "content"), { recursive: true });
    const url = database === "sqlite" ? `sqlite:${join(folder, "gatefold.db")}` : database;
    const text = settingsText({ port, url, smtpPort, content: join(folder, "content") });
    writeFileSync(settings, text);
    const migration = new Gatefold(binary, ["migrate", "--config", settings], null);
    const { code } = await migration.#ended;
    if (code !== 0) throw new Error(`gatefold migrate ended with ${code}:\n${migration.log()}`);
    const served = new Gatefold(binary, ["serve", "--config", settings], `http://localhost:${port}`);
    served.#settings = { path: settings, text };
    return served.#ready();
  }

  static async demo({ binary, folder }) {
    const port = await freePort();
    const demo = new Gatefold(binary, ["demo", "--folder", folder, "--port", String(port)], `http://localhost:${port}`);
    return demo.#ready();
  }

  async #ready() {
    const end = Date.now() + START;
    let gone = null;
    this.#ended.then((how) => (gone = how));
    while (Date.now() < end && !gone) {
      const answer = await fetch(`${this.base}/-/ready`).catch(() => null);
      if (answer?.ok) return this;
      await pause(50);
    }
    this.kill();
    throw new Error(`gatefold was not ready (${gone ? `it ended with ${gone.code}` : "in time"}):\n${this.log()}`);
  }

  /**
   * Ends it, and starts it again on what it has, with settings changed: `{ SHARE__RECIPIENT: "ask_first" }`; and with
   * blocks at the end of its file, for this once.
   */
  async restart(settings = {}, blocks = "") {
    const code = await this.stop();
    if (code !== 0) throw new Error(`gatefold ended with ${code}:\n${this.log()}`);
    writeFileSync(this.#settings.path, this.#settings.text + blocks);
    this.#spawn(settings);
    return this.#ready();
  }

  /** Runs one command on the same settings and database, to its end. */
  async command(args) {
    const [binary] = this.#command;
    const command = new Gatefold(binary, [...args, "--config", this.#settings.path], null);
    const { code } = await command.#ended;
    if (code !== 0) throw new Error(`gatefold ${args[0]} ended with ${code}:\n${command.log()}`);
  }

  /** What it printed and logged, the last of it. */
  log() {
    return this.#output.slice(-KEPT_LOG).join("\n");
  }

  /** Log lines that nobody should have to read on a good day; `expected` are those of a bad one that was made on purpose. */
  complaints(expected) {
    return this.#output.filter((line) => /"level":"ERROR"|panicked at/.test(line) && !expected?.test(line));
  }

  /** Asks it to end, as a service manager does; its exit code. */
  async stop() {
    this.#child.kill("SIGTERM");
    const how = await Promise.race([this.#ended, pause(END, null, { ref: false })]);
    if (how) return how.code ?? how.signal;
    this.kill();
    return `still there after ${END / 1000} s`;
  }

  kill() {
    this.#child.kill("SIGKILL");
  }
}

/** Nothing that is set for somebody else's Gatefold reaches the one under test. */
function environment(settings) {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("GATEFOLD_"));
  const changed = Object.entries(settings).map(([name, value]) => [`GATEFOLD_${name}`, String(value)]);
  return { ...Object.fromEntries([...inherited, ...changed]), GATEFOLD_SECRET };
}

const GATEFOLD_SECRET = randomBytes(48).toString("base64");

// The limits are for a city of readers; this walk is one reader who asks for all their letters in a minute.
const settingsText = ({ port, url, smtpPort, content }) => `
public_url = "http://localhost:${port}"
listen = "127.0.0.1:${port}"
database = ${JSON.stringify(url)}
content = ${JSON.stringify(content)}

[mail]
from = "The Quarry <hello@quarry.example>"
transport = "smtp://127.0.0.1:${smtpPort}"

[limits]
letters_per_address_burst = 50
letters_per_address_day = 100
letters_per_ip_burst = 100
letters_per_ip_minute = 100
letters_per_ip_hour = 500
addresses_per_ip = 0

[[site]]
host = "localhost:${port}"
name = "The Quarry"
tagline = "Making, repairing and understanding everyday things"
`;
