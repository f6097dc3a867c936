// Passkeys: the only part of the console that needs a script. Buttons with data-passkey are shown where the browser can.
"use strict";

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

async function post(path, body) {
  const answer = await fetch(`/console/passkeys/${path}`, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  });
  if (answer.status === 403) {
    location.assign("/console/reauthenticate?next=/console/security");
  }
  if (!answer.ok) {
    throw new Error(`${path}: ${answer.status}`);
  }
  return answer.json();
}

async function register(name) {
  const { id, options } = await post("register/begin", {});
  const asked = options.publicKey;
  asked.challenge = bytes(asked.challenge);
  asked.user.id = bytes(asked.user.id);
  asked.excludeCredentials = (asked.excludeCredentials ?? []).map((key) => ({ ...key, id: bytes(key.id) }));
  const made = await navigator.credentials.create({ publicKey: asked });
  const credential = {
    id: made.id, rawId: text(made.rawId), type: made.type, extensions: made.getClientExtensionResults(),
    response: {
      attestationObject: text(made.response.attestationObject), clientDataJSON: text(made.response.clientDataJSON),
    },
  };
  return post("register/finish", { id, credential, name });
}

async function show(path, next) {
  const { id, options } = await post(`${path}/begin`, {});
  const asked = options.publicKey;
  asked.challenge = bytes(asked.challenge);
  asked.allowCredentials = (asked.allowCredentials ?? []).map((key) => ({ ...key, id: bytes(key.id) }));
  const shown = await navigator.credentials.get({ publicKey: asked });
  const { authenticatorData, clientDataJSON, signature, userHandle } = shown.response;
  const credential = {
    id: shown.id, rawId: text(shown.rawId), type: shown.type, extensions: {},
    response: {
      authenticatorData: text(authenticatorData), clientDataJSON: text(clientDataJSON), signature: text(signature),
      userHandle: userHandle ? text(userHandle) : null,
    },
  };
  return post(`${path}/finish`, { id, credential, next });
}

if (window.PublicKeyCredential) {
  for (const hidden of document.querySelectorAll("[data-passkey-form], button[data-passkey]")) {
    hidden.hidden = false;
  }
  const act = async (button, work) => {
    const error = button.form.querySelector("[data-passkey-error]");
    error.hidden = true;
    button.disabled = true;
    try {
      const { next } = await work();
      location.assign(next);
    } catch (failure) {
      console.warn(failure);
      error.hidden = false;
    } finally {
      button.disabled = false;
    }
  };
  for (const button of document.querySelectorAll("button[type=button][data-passkey]")) {
    button.addEventListener("click", () => act(button, () => show(button.dataset.passkey, button.dataset.next)));
  }
  for (const form of document.querySelectorAll("[data-passkey-form]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      act(form.querySelector("button[data-passkey]"), () => register(form.querySelector("input").value));
    });
  }
}
