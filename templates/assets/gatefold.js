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
    if (form.dataset.enhance !== "once") return;
    if (sent.has(form)) return event.preventDefault();
    sent.add(form);
    form.setAttribute("aria-busy", "true");
    // Where no answer comes, the reader must be able to try again.
    setTimeout(release, 8000);
  });

  // A page that returns from the back-forward cache still has its forms marked as sent.
  addEventListener("pageshow", release);

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
}
