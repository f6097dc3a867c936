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

// Enter in "call me back" means that button. A browser would press the form's first one instead.
const call = document.querySelector("[data-call]");
const callButton = call && call.querySelector("[data-call-button]");
if (callButton) {
  for (const field of call.querySelectorAll("input")) {
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      callButton.click();
    });
  }
  // So the server need not ask which of the two was meant.
  document.querySelector("[data-enter]").removeAttribute("name");
}

// A draft that is kept on the server is saved some seconds after the last word, not only at the next step. One save at
// a time, and none while the page is being sent: two under way at once would look like two people.
const answers = document.querySelector("form#answers");
const draft = answers && answers.querySelector("input[name=draft]");
if (draft) {
  const note = document.querySelector("[data-saved]");
  let timer;
  let saving;
  let waiting = false;
  let typed = 0;
  const save = async () => {
    const upTo = typed;
    const body = new URLSearchParams(new FormData(answers));
    body.set("background", "yes");
    try {
      const path = `/${document.documentElement.lang}/report/save`;
      const answer = await fetch(path, { method: "POST", body, signal: AbortSignal.timeout(20_000) });
      if (answer.status !== 200) return;
      answers.querySelector("input[name=draft_version]").value = (await answer.json()).version;
      if (note) note.hidden = typed !== upTo;
    } catch {
      // The next word or the next step tries again.
    }
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      if (saving) return later();
      saving = save();
      await saving;
      saving = undefined;
    }, 3000);
  };
  answers.addEventListener("input", () => {
    typed += 1;
    if (note) note.hidden = true;
    later();
  });
  answers.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (!saving || event.defaultPrevented) return;
    event.preventDefault();
    delete answers.dataset.sent;
    const { submitter } = event;
    if (waiting) return;
    waiting = true;
    saving.then(() => {
      saving = undefined;
      waiting = false;
      answers.requestSubmit(submitter);
    });
  });
}

// In a flood a report brings some work of the browser along (ALTCHA proof of work, solved by its own worker while the
// list of answers is read). Where that does not work, the form goes without it and the server says how long to wait.
const puzzle = answers && answers.querySelector("[data-puzzle]");
if (puzzle && window.Worker && window.isSecureContext) {
  const challenge = JSON.parse(puzzle.dataset.puzzle || "null");
  const note = answers.querySelector("[data-working]");
  const workers = [];
  const work = (start, step) => new Promise((solved, failed) => {
    const worker = new Worker(puzzle.dataset.worker);
    workers.push(worker);
    worker.addEventListener("error", failed);
    worker.addEventListener("message", ({ data }) => (data && data.derivedKey ? solved(data) : failed()));
    worker.postMessage({ type: "work", challenge, counterStart: start, counterStep: step, timeout: 60_000 });
  });
  const step = Math.min(4, Math.max(1, navigator.hardwareConcurrency || 1));
  let working = Promise.any(Array.from({ length: challenge ? step : 0 }, (_, start) => work(start, step)))
    .then((solution) => { puzzle.value = btoa(JSON.stringify({ challenge, solution })); })
    .catch(() => {})
    .finally(() => {
      workers.forEach((worker) => worker.terminate());
      working = undefined;
    });
  let sending = false;
  answers.addEventListener("submit", (event) => {
    const { submitter } = event;
    // "Change", "back" and "save" need no work.
    if (!working || event.defaultPrevented || (submitter && submitter.hasAttribute("formaction"))) return;
    event.preventDefault();
    delete answers.dataset.sent;
    if (sending) return;
    sending = true;
    note.hidden = false;
    working.then(() => answers.requestSubmit(submitter));
  });
}
