"use strict";
{
  const bytesOf = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const textOf = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, "-")
      .replace(/\//g, "_")
      .replace(/=+$/, "");

  // Browsers that read and write the JSON of WebAuthn themselves are not all there are.
  const read = ({ challenge, user, excludeCredentials, allowCredentials, ...rest }) => {
    const named = (keys) => keys?.map((key) => ({ ...key, id: bytesOf(key.id) }));
    const options = { ...rest, challenge: bytesOf(challenge) };
    if (user) options.user = { ...user, id: bytesOf(user.id) };
    if (excludeCredentials) options.excludeCredentials = named(excludeCredentials);
    if (allowCredentials) options.allowCredentials = named(allowCredentials);
    return options;
  };

  const write = (key) => {
    const response = { clientDataJSON: textOf(key.response.clientDataJSON) };
    for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (key.response[name]) response[name] = textOf(key.response[name]);
    }
    const extensions = key.getClientExtensionResults();
    return JSON.stringify({ id: key.id, rawId: textOf(key.rawId), type: key.type, response, extensions });
  };

  const ask = async (form) => {
    const headers = { Accept: "application/json" };
    const answer = await fetch(form.dataset.begin, { method: "POST", headers, redirect: "error" });
    // Whatever else is wanted first, the form's own page says it.
    if (!answer.ok) return "";
    const publicKey = read((await answer.json()).publicKey);
    const kind = form.dataset.ceremony;
    return write(await navigator.credentials[kind]({ publicKey }));
  };

  for (const form of document.querySelectorAll("[data-enhance=passkey]")) {
    if (!window.PublicKeyCredential) continue;
    const [failed, cannot] = ["[data-failed]", "[data-cannot]"].map((name) => form.parentElement.querySelector(name));
    form.hidden = false;
    cannot.hidden = true;
    let isAsking = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (isAsking) return;
      isAsking = true;
      failed.hidden = true;
      form.setAttribute("aria-busy", "true");
      try {
        form.elements.credential.value = await ask(form);
        form.submit();
      } catch {
        // The holder said no, or took too long: they may try again.
        failed.hidden = false;
      } finally {
        isAsking = false;
        form.removeAttribute("aria-busy");
      }
    });
  }
}
