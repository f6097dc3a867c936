// Speeds up what already works without a script. Loaded with `defer` after dkfds.min.js, which may be missing.
"use strict";

if (window.DKFDS) {
  window.DKFDS.init();
}

// A page that came back with errors reads its summary first.
const summary = document.querySelector("[data-focus]");
if (summary) {
  summary.focus();
}

// Buttons that need a script are rendered `hidden` and shown here: <button type="button" hidden data-print>.
for (const button of document.querySelectorAll("button[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// A second click on "Send" must not look like a second report; the server would answer the same receipt anyway.
for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
    }
    form.dataset.sent = "yes";
  });
}
window.addEventListener("pageshow", (event) => {
  if (event.persisted) {
    for (const form of document.querySelectorAll("form[data-sent]")) {
      delete form.dataset.sent;
    }
  }
});
