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

// Without a connection a form is not sent at all: the browser's own error page would take the words away.
for (const form of document.querySelectorAll("form#answers")) {
  form.addEventListener("submit", (event) => {
    const note = document.querySelector("[data-offline]");
    if (!note) return;
    note.hidden = navigator.onLine;
    if (!navigator.onLine) {
      event.preventDefault();
      event.stopImmediatePropagation();
      delete form.dataset.sent;
      note.scrollIntoView({ block: "nearest" });
    }
  }, { capture: true });
}

// A draft that is kept on the server is saved some seconds after the last word, not only at the next step.
const answers = document.querySelector("form#answers");
const draft = answers && answers.querySelector("input[name=draft]");
if (draft) {
  let timer;
  answers.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, 3000);
  });
  answers.addEventListener("submit", () => clearTimeout(timer));
  const save = async () => {
    const body = new URLSearchParams(new FormData(answers));
    body.set("background", "yes");
    try {
      const answer = await fetch(`/${document.documentElement.lang}/report/save`, { method: "POST", body });
      if (answer.status !== 200) return;
      answers.querySelector("input[name=draft_version]").value = (await answer.json()).version;
      const note = document.querySelector("[data-saved]");
      if (note) note.hidden = false;
    } catch {
      // The next word or the next step tries again.
    }
  };
}
