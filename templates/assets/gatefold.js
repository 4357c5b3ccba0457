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
        label.data = "Copied";
        setTimeout(() => (label.data = words), 2000);
      } catch {
        field.focus();
        field.select();
      }
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
    const status = form.querySelector("[role=status]");
    const say = (...words) => {
      status.className = "";
      status.replaceChildren(...words);
    };
    const sayLink = (words, url) => {
      const field = document.createElement("input");
      Object.assign(field, { type: "text", readOnly: true, value: url });
      field.setAttribute("aria-label", "Share link");
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
      if (await copied) say("The link is copied.");
      else sayLink("Your browser does not let us copy. Here is the link:", told.url).select();
    } else if (channel === "device") {
      try {
        await navigator.share({ title: form.dataset.title, url: told.url });
      } catch (error) {
        if (error.name !== "AbortError") sayLink("Here is the link:", told.url);
      }
    } else if (!told.open) {
      tab?.close();
      sayLink("Here is the link:", told.url);
    } else if (channel === "email") {
      location.href = told.open;
      sayLink("Your mail program should open now. If it does not, here is the link:", told.url);
    } else if (tab) {
      tab.location.href = told.open;
    } else {
      const onward = document.createElement("a");
      Object.assign(onward, { href: told.open, target: "_blank", rel: "noopener noreferrer" });
      onward.textContent = "Open it here";
      say("Your browser kept the new tab closed. ", onward);
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
}
