// A mail server of the test's own: it takes every letter and keeps it, with its envelope, to be read.
import { createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

const PATIENCE = 20_000;
// Longer than the second in which the program looks at its outbox: what has not come by then was not sent.
const QUIET = 2_000;

export class MailServer {
  #letters = [];
  #server = createServer((socket) => this.#talk(socket));

  static async start() {
    const server = new MailServer();
    await new Promise((resolve, reject) => server.#server.once("error", reject).listen(0, "127.0.0.1", resolve));
    return server;
  }

  get port() {
    return this.#server.address().port;
  }

  stop() {
    this.#server.close();
  }

  /** All letters that have come, the oldest first. */
  all() {
    return [...this.#letters];
  }

  /** All letters to this address, the oldest first. */
  lettersTo(address) {
    return this.#letters.filter((letter) => letter.recipients.includes(address));
  }

  /** Waits for the first letter to this address with this in its subject that was not handed out before. */
  async next(address, subject) {
    const end = Date.now() + PATIENCE;
    for (;;) {
      const found = this.lettersTo(address).find((letter) => !letter.isRead && subject.test(letter.subject));
      if (found) {
        found.isRead = true;
        return found;
      }
      if (Date.now() > end) {
        const there = this.lettersTo(address).map((letter) => `“${letter.subject}”${letter.isRead ? " (read)" : ""}`);
        throw new Error(`no letter with ${subject} came to ${address}; there were: ${there.join(", ") || "none"}`);
      }
      await pause(50);
    }
  }

  /** How many letters this address has got, once no more can be on their way. */
  async count(address) {
    await pause(QUIET);
    return this.lettersTo(address).length;
  }

  #talk(socket) {
    let heard = "";
    let envelope = fresh();
    // Lines of the message that is coming in; null between messages.
    let message = null;
    const say = (line) => socket.write(`${line}\r\n`);
    const commands = {
      EHLO: () => socket.write("250-localhost\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n"),
      HELO: () => say("250 localhost"),
      NOOP: () => say("250 ok"),
      RSET: () => ((envelope = fresh()), say("250 ok")),
      MAIL: (line) => ((envelope = { ...fresh(), sender: bare(line) }), say("250 ok")),
      RCPT: (line) => (envelope.recipients.push(bare(line)), say("250 ok")),
      DATA: () => (envelope.recipients.length ? ((message = []), say("354 go on")) : say("503 no recipient")),
      QUIT: () => socket.end("221 bye\r\n"),
    };
    const take = (line) => {
      if (message === null) {
        const command = commands[line.slice(0, 4).toUpperCase()];
        return command ? command(line) : say("502 not here");
      }
      if (line !== ".") return message.push(line.startsWith(".") ? line.slice(1) : line);
      this.#letters.push({ ...envelope, isRead: false, ...readMessage(message.join("\r\n")) });
      [message, envelope] = [null, fresh()];
      say("250 kept");
    };
    // Bytes one to one: what they mean is told by each part's own header.
    socket.setEncoding("latin1");
    // Commands may come several at once, and a line in several pieces.
    socket.on("data", (text) => {
      const lines = (heard + text).split("\r\n");
      heard = lines.pop();
      lines.forEach(take);
    });
    socket.on("error", () => socket.destroy());
    say("220 localhost");
  }
}

const fresh = () => ({ sender: "", recipients: [] });
const bare = (line) => /<([^>]*)>/.exec(line)?.[1] ?? "";

function readMessage(raw) {
  const { headers, parts } = readPart(raw);
  const subject = decodeWords(headers.get("subject") ?? "");
  const find = (type) => parts.find((part) => part.type === type)?.body;
  const isMultipart = (headers.get("content-type") ?? "").startsWith("multipart/alternative");
  return { raw, headers, subject, isMultipart, text: find("text/plain"), html: find("text/html") };
}

function readPart(raw) {
  const at = raw.indexOf("\r\n\r\n");
  const lines = raw
    .slice(0, at)
    .replace(/\r\n[ \t]+/g, " ")
    .split("\r\n");
  const headers = new Map(lines.map((line) => [line.split(":")[0].toLowerCase(), line.replace(/^[^:]*:\s*/, "")]));
  const [body, kind] = [raw.slice(at + 4), headers.get("content-type") ?? "text/plain"];
  const boundary = /boundary="?([^";]+)/.exec(kind)?.[1];
  if (boundary) {
    const inner = body.split(`--${boundary}`).slice(1, -1);
    return { headers, parts: inner.flatMap((part) => readPart(part.replace(/^\r\n/, "")).parts) };
  }
  const decoded = decode(body, (headers.get("content-transfer-encoding") ?? "7bit").toLowerCase());
  return { headers, parts: [{ type: kind.split(";")[0].trim(), body: decoded.replace(/\r\n/g, "\n") }] };
}

function decode(body, encoding) {
  if (encoding === "base64") return Buffer.from(body, "base64").toString("utf8");
  const plain = encoding === "quoted-printable" ? unquote(body.replace(/[ \t]*=\r\n/g, "")) : body;
  return Buffer.from(plain, "latin1").toString("utf8");
}

const unquote = (text) => text.replace(/=([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16)));

/** Encoded words of a header (RFC 2047). */
function decodeWords(text) {
  return text.replace(/=\?utf-8\?([bq])\?([^?]*)\?=\s*/gi, (_, way, word) =>
    way.toLowerCase() === "b"
      ? Buffer.from(word, "base64").toString("utf8")
      : Buffer.from(unquote(word.replaceAll("_", " ")), "latin1").toString("utf8"),
  );
}

/** What a sign-in letter brings: its one link, and its code as it is printed. */
export function proofOf(letter) {
  return {
    link: /https?:\/\/\S+\/-\/sign-in\/link\/\S+/.exec(letter.text)?.[0],
    code: /^ +(\d[\d ]+\d)$/m.exec(letter.text)?.[1],
  };
}
