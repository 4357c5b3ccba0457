"use strict";
{
  const digits = 8;
  let sent = new WeakSet();

  const release = () => {
    sent = new WeakSet();
    for (const form of document.querySelectorAll("form[aria-busy]")) form.removeAttribute("aria-busy");
  };

  addEventListener("submit", (event) => {
    const form = event.target;
    if (!["once", "submit"].includes(form.dataset.enhance)) return;
    if (sent.has(form)) return event.preventDefault();
    sent.add(form);
    form.setAttribute("aria-busy", "true");
    // Where no answer comes, the reader must be able to try again.
    setTimeout(release, 8000);
  });

  // A page that returns from the back-forward cache still has its forms marked as sent.
  addEventListener("pageshow", ({ persisted }) => persisted && release());

  // The reader has decided already, on the provider's page.
  for (const form of document.querySelectorAll("[data-enhance=submit]")) form.requestSubmit();

  // Which site led here, to be counted where someone becomes a member: its host and no more.
  for (const field of document.querySelectorAll("[name=from]")) {
    const host = URL.canParse(document.referrer) ? new URL(document.referrer).host : "";
    if (host !== location.host) field.value = host;
  }

  for (const field of document.querySelectorAll("[data-enhance=code]")) {
    let tried = false;
    field.addEventListener("input", (event) => {
      if (event.isComposing) return;
      const only = (text) => text.normalize("NFKC").replace(/[^0-9]/g, "").slice(0, digits);
      const code = only(field.value);
      const before = only(field.value.slice(0, field.selectionStart)).length;
      const half = digits / 2;
      field.value = code.length > half ? code.slice(0, half) + " " + code.slice(half) : code;
      const caret = before > half || (before === half && code.length > half && event.inputType !== "deleteContentBackward") ? before + 1 : before;
      field.setSelectionRange(caret, caret);
      // Once only: whoever corrects a wrong digit decides for themselves when to send.
      if (code.length === digits && !tried) {
        tried = true;
        field.form.requestSubmit();
      }
    });
  }

  // Safari lets a page write to the clipboard only within the click, so the text is promised there before it is known.
  const toClipboard = async (text) => {
    const type = "text/plain";
    try {
      await navigator.clipboard.write([
        new ClipboardItem({ [type]: text.then((words) => new Blob([words], { type })) }),
      ]);
    } catch {
      const words = await text;
      await navigator.clipboard.writeText(words);
    }
  };

  for (const button of document.querySelectorAll("[data-copy]")) {
    const field = document.querySelector(button.dataset.copy);
    const label = button.firstChild;
    const words = label.data;
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await toClipboard(Promise.resolve(field.value));
        label.data = button.dataset.copied ?? words;
        setTimeout(() => (label.data = words), 2000);
      } catch {
        field.focus();
        field.select();
      }
    });
  }

  // A reader elsewhere sees an event's time on their own clock too.
  for (const place of document.querySelectorAll("[data-enhance=own-time]")) {
    const event = place.parentElement.querySelector("time");
    const at = new Date(event.dateTime);
    const offset = Number(event.dataset.offset);
    if (offset === -at.getTimezoneOffset()) continue;
    const isSameDay = new Date(Number(at) + offset * 60000).getUTCDate() === at.getDate();
    const day = isSameDay ? {} : { weekday: "short" };
    const time = at.toLocaleString(document.documentElement.lang, { ...day, hour: "numeric", minute: "2-digit" });
    place.textContent = place.dataset.words.replace("%", () => time);
  }

  // The bar goes at once; that it was dismissed is told behind the page.
  for (const form of document.querySelectorAll("[data-enhance=dismiss]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const body = new URLSearchParams(new FormData(form));
      const said = { method: "POST", body, keepalive: true, redirect: "manual" };
      fetch(form.action, said).catch(() => {});
      form.closest("aside").remove();
      const main = document.querySelector("main");
      main.tabIndex = -1;
      main.focus({ preventScroll: true });
    });
  }

  // The list follows what is typed, and the page's own address with it.
  for (const form of document.querySelectorAll("[data-enhance=find]")) {
    let waiting;
    let turns = 0;
    form.addEventListener("input", (event) => {
      if (event.isComposing) return;
      clearTimeout(waiting);
      waiting = setTimeout(async () => {
        const turn = ++turns;
        const url = `${form.action}?${new URLSearchParams(new FormData(form))}`;
        const answer = await fetch(url).catch(() => null);
        if (!answer?.ok || answer.redirected) return;
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const found = page.getElementById("found");
        // An answer that a later one has overtaken is not shown.
        if (turn !== turns || !found) return;
        document.getElementById("found").replaceChildren(...found.childNodes);
        history.replaceState(null, "", url);
      }, 200);
    });
  }

  // A click sets the caret after the focus came, and so ends what the focus selected.
  for (const kind of ["focusin", "click"]) {
    addEventListener(kind, ({ target }) => {
      if (target.matches?.("input[readonly]") && target.selectionStart === target.selectionEnd) target.select();
    });
  }

  const tabs = ["x", "facebook", "pinterest", "linkedin", "whatsapp"];

  const askLink = async (form, button) => {
    const body = new URLSearchParams(new FormData(form));
    body.set(button.name, button.value);
    const headers = { Accept: "application/json" };
    const answer = await fetch(form.action, { method: "POST", headers, body, signal: AbortSignal.timeout(8000) });
    const told = await answer.json();
    if (answer.ok ? told.url : told.error) return told;
    throw new Error(`no link: ${answer.status}`);
  };

  const share = async (form, button) => {
    const channel = button.value;
    // Its words come from the page.
    const said = form.dataset;
    const status = form.querySelector("[role=status]");
    const say = (...words) => {
      status.className = "";
      // A page of a publisher's own may not say everything.
      status.replaceChildren(...words.filter(Boolean));
    };
    const sayLink = (words, url) => {
      const field = document.createElement("input");
      Object.assign(field, { type: "text", readOnly: true, value: url });
      field.setAttribute("aria-label", said.label ?? "");
      say(words, field);
      return field;
    };
    say();
    // A tab, as the clipboard, is to be had only within the click.
    const tab = tabs.includes(channel) ? open("", "_blank") : null;
    if (tab) tab.opener = null;
    const answer = askLink(form, button);
    const link = answer.then(({ url }) => url ?? Promise.reject());
    const copied = (channel === "copy" ? toClipboard(link) : link).then(() => true, () => false);
    let told;
    try {
      told = await answer;
    } catch {
      // The page that answers the form can tell more.
      tab?.close();
      return form.requestSubmit(button);
    }
    if (told.error) {
      tab?.close();
      say(told.error);
      status.className = "error";
    } else if (channel === "copy") {
      if (await copied) say(said.copied);
      else sayLink(said.notCopied, told.url).select();
    } else if (channel === "device") {
      try {
        await navigator.share({ title: said.title, url: told.url });
      } catch (error) {
        if (error.name !== "AbortError") sayLink(said.link, told.url);
      }
    } else if (!told.open) {
      tab?.close();
      sayLink(said.link, told.url);
    } else if (channel === "email") {
      location.href = told.open;
      sayLink(said.mail, told.url);
    } else if (tab) {
      tab.location.href = told.open;
    } else {
      const onward = document.createElement("a");
      Object.assign(onward, { href: told.open, target: "_blank", rel: "noopener noreferrer" });
      onward.textContent = said.open ?? told.open;
      say(said.blocked, " ", onward);
    }
  };

  for (const form of document.querySelectorAll("[data-enhance=share]")) {
    for (const button of form.querySelectorAll("button")) {
      if (button.value === "device" && navigator.share) button.hidden = false;
      button.addEventListener("click", async (event) => {
        event.preventDefault();
        if (form.hasAttribute("aria-busy")) return;
        form.setAttribute("aria-busy", "true");
        await share(form, button).finally(() => form.removeAttribute("aria-busy"));
      });
    }
  }

  // The effort before a letter: counting until the hash of "ticket:count" begins with enough zeros. Whoever cannot count
  // waits as long as the page says, and is let through as well.
  const primes = [];
  for (let number = 2; primes.length < 64; number++) if (primes.every((prime) => number % prime)) primes.push(number);
  const fraction = (root) => ((root - Math.floor(root)) * 2 ** 32) | 0;
  const rounds = Int32Array.from(primes, (prime) => fraction(Math.cbrt(prime)));
  const start = Int32Array.from(primes.slice(0, 8), (prime) => fraction(Math.sqrt(prime)));
  const turn = (word, by) => (word >>> by) | (word << (32 - by));

  // SHA-256 of one text of less than 120 characters; its first two words.
  const words = new Int32Array(64);
  const hash = (text) => {
    const blocks = text.length < 56 ? 1 : 2;
    const state = start.slice();
    const byte = (at) => (at < text.length ? text.charCodeAt(at) : at === text.length ? 128 : 0);
    for (let block = 0; block < blocks; block++) {
      for (let at = 0; at < 64; at++) {
        if (at < 16) {
          const from = block * 64 + at * 4;
          words[at] = (byte(from) << 24) | (byte(from + 1) << 16) | (byte(from + 2) << 8) | byte(from + 3);
          if (block === blocks - 1 && at === 15) words[at] = text.length * 8;
        } else {
          const a = words[at - 15];
          const b = words[at - 2];
          const low = turn(a, 7) ^ turn(a, 18) ^ (a >>> 3);
          const high = turn(b, 17) ^ turn(b, 19) ^ (b >>> 10);
          words[at] = words[at - 16] + low + words[at - 7] + high;
        }
      }
      let [a, b, c, d, e, f, g, h] = state;
      for (let at = 0; at < 64; at++) {
        const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + rounds[at] + words[at]) | 0;
        const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        // One by one: this line runs some ten million times.
        (h = g), (g = f), (f = e), (e = (d + one) | 0), (d = c), (c = b), (b = a), (a = (one + two) | 0);
      }
      const added = [a, b, c, d, e, f, g, h];
      for (let at = 0; at < 8; at++) state[at] = (state[at] + added[at]) | 0;
    }
    return state;
  };

  for (const form of document.querySelectorAll("[data-enhance=effort]")) {
    const [button, word] = [form.querySelector("button"), form.querySelector("[role=status]")];
    const bits = Number(form.dataset.bits);
    const until = Date.now() + Number(form.dataset.seconds) * 1000;
    const ticket = form.elements.ticket.value;
    button.hidden = true;
    word.textContent = word.dataset.working;
    const send = (answer) => {
      form.elements.answer.value = answer;
      form.requestSubmit(button);
    };
    let count = 0;
    const work = () => {
      if (Date.now() >= until) return send("");
      // A slice at a time, so that the page stays awake.
      for (const end = performance.now() + 30; performance.now() < end; ) {
        for (let turns = 0; turns < 200; turns++, count++) {
          const [first, second] = hash(ticket + ":" + count);
          const zeros = first ? Math.clz32(first) : 32 + Math.clz32(second);
          if (zeros >= bits) return send(count);
        }
      }
      setTimeout(work);
    };
    setTimeout(work);
  }
}
