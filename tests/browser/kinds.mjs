// Every kind in both languages, with and without JavaScript, on a phone and on a desktop; drafts, two tabs, a lost
// connection, the keyboard alone, and how long a report takes.
//
//   node kinds.mjs BASE_URL CHROMIUM        with ONLY=words in the environment: only the stories with these words
//
// Prints one line of JSON: what was done and what is wrong. Exit code 1 when anything is.
import { axe, fitsTheScreen, launch, watch } from './shared.mjs';

const [base, executablePath] = process.argv.slice(2);
const kinds = ['ransomware', 'bec', 'account-takeover', 'phishing', 'defacement', 'data-breach', 'malware', 'other'];
const wrong = [];
const seen = { filed: 0, axe: 0, requests: 0, seconds: {}, words: {} };

const go = (page) => page.click('main form button.button-primary');
const heading = async (page) => (await page.textContent('h1')).trim();

const browser = await launch(executablePath);
try {
  let way = 0;
  for (const language of ['da', 'en']) {
    for (const kind of kinds) {
      // Each kind and language once with and once without JavaScript; phone and desktop take turns.
      for (const script of [true, false]) {
        const width = (way + (script ? 0 : 1)) % 2 ? 1200 : 375;
        await story(`${language} ${kind} ${width} px ${script ? 'with' : 'without'} JavaScript`, { language, script, width },
          (page, complain) => file(page, language, kind, complain));
      }
      way += 1;
    }
    await story(`${language}: draft`, { language, script: false, width: 375 }, (page, complain) => draft(page, language, complain));
    await story(`${language}: lost connection`, { language, script: true, width: 375 }, (page, complain) => lost(page, language, complain));
    await story(`${language}: 320 px`, { language, script: true, width: 320 }, (page, complain) => narrow(page, language, complain));
    await story(`${language}: keyboard`, { language, script: true, width: 1200 }, (page, complain) => keyboard(page, language, complain));
    await story(`${language}: four minutes`, { language, script: false, width: 375 }, (page, complain) => clock(page, language, complain));
  }
} finally {
  await browser.close();
}
console.log(JSON.stringify({ ...seen, wrong }));
process.exitCode = wrong.length ? 1 : 0;

async function story(who, { language, script, width }, tell) {
  if (process.env.ONLY && !who.includes(process.env.ONLY)) return;
  const context = await browser.newContext({
    javaScriptEnabled: script, viewport: { width, height: 812 }, locale: language, timezoneId: 'Europe/Copenhagen',
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  const complain = (what) => wrong.push(`${who}: ${what}`);
  const expected = /the server responded with a status of (422|404)|ERR_INTERNET_DISCONNECTED/;
  watch(page, base, complain, expected);
  page.on('request', () => { seen.requests += 1; });
  try {
    await tell(page, complain);
    if ((await context.cookies()).length) complain('a cookie was set');
  } catch (error) {
    complain(`${error.message} at ${page.url()}`);
  }
  await context.close();
}

async function look(page, complain) {
  await fitsTheScreen(page, complain);
  seen.axe += 1;
  await axe(page, complain);
}

// One report: a mistake first, the other language on the way, and the browser's own way back.
async function file(page, language, kind, complain) {
  const other = language === 'da' ? 'en' : 'da';
  await page.goto(`${base}/${language}/report`);
  if (await page.locator('input:checked').count()) complain('something is preselected');
  await go(page);
  if (!(await page.title()).match(/^(Fejl|Error): /)) complain('a mistake is not said first');
  await page.check(kind === 'ransomware' ? '#kind' : `#kind-${kind}`);
  if (kind === 'defacement') await page.check('#site_state');
  if (kind === 'other') await page.check('#hole');
  await page.check('#ongoing');
  await go(page);
  const advice = await page.locator('main .advice li').count();
  if (!advice) complain('no advice before the questions');
  await page.check('#impact');
  await page.check('#when-yesterday');
  const words = `Det skete med "${kind}" & <b>æøå</b>.`;
  await page.fill('#description', words);
  const optional = await page.locator('main fieldset legend .optional, main label.form-label .optional').count();
  if (optional > 4) complain(`${optional} optional questions`);
  await page.click('.header-links .link-button');
  if (await page.getAttribute('html', 'lang') !== other) complain('the language stays');
  if (await page.inputValue('#description') !== words) complain('the other language loses the words');
  await page.click('.header-links .link-button');
  await go(page);
  await page.fill('#organisation', '13748136');
  await page.fill('#name', 'Karen Holm');
  await page.fill('#email', 'karen@solsikken.example');
  await go(page);
  await page.waitForSelector('#police');
  await page.goBack();
  await page.waitForSelector('#name');
  if (await page.inputValue('#name') !== 'Karen Holm') complain('the way back loses the name');
  await page.goForward();
  await page.waitForSelector('#police');
  await page.check('#police-no');
  await page.check('#share-no');
  await go(page);
  if (!(await page.textContent('dl.answers')).includes(words)) complain('the list does not show the words');
  await go(page);
  await page.waitForSelector('.number-display');
  for (const part of ['a[href="https://virk.dk/"], .note, h2', '#saved', '.code-group']) {
    if (!(await page.locator(part).count())) complain(`the receipt has no ${part}`);
  }
  await page.click('form[action$="/report/saved"] button');
  await page.check('#saved');
  await page.click('form[action$="/report/saved"] button');
  await page.waitForSelector('h1.number-display');
  seen.filed += 1;
}

// Saved on a phone, resumed in the other language, written in two tabs.
async function draft(page, language, complain) {
  const other = language === 'da' ? 'en' : 'da';
  await page.goto(`${base}/${language}/report`);
  await page.check('#kind');
  await page.check('#ongoing');
  await go(page);
  await page.fill('#description', 'Halvt skrevet');
  await page.click('.keep summary');
  await page.click('.keep button');
  await page.waitForSelector('.code-group');
  const code = (await page.locator('.code-group').allTextContents()).join('');
  const tab = await page.context().newPage();
  await tab.goto(`${base}/${other}`);
  await tab.click('main a[href$="/report/resume"]');
  await tab.fill('#draft_code', 'forkert');
  await go(tab);
  if (await tab.inputValue('#draft_code') !== 'forkert') complain('a wrong code is lost');
  await tab.fill('#draft_code', code.toLowerCase());
  await go(tab);
  if (await tab.inputValue('#description') !== 'Halvt skrevet') complain('the draft comes back without its words');
  await go(page);
  await page.fill('#description', 'Den ene tekst om det hele');
  await page.click('.back-button');
  await tab.fill('#description', 'Den anden tekst om det hele');
  await tab.click('.back-button');
  const both = await tab.textContent('main');
  for (const words of ['Den ene tekst', 'Den anden tekst']) {
    if (!both.includes(words)) complain(`"${words}" is lost`);
  }
  await tab.check('#pick-description-both');
  await go(tab);
}

// Without a connection the page stays, with its words and a note; the draft is saved in the background before.
async function lost(page, language, complain) {
  await page.goto(`${base}/${language}/report`);
  await page.check('#kind');
  await page.check('#ongoing');
  await go(page);
  await look(page, complain);
  await page.click('.keep summary');
  await page.click('.keep button');
  await page.waitForSelector('.code-group');
  await look(page, complain);
  await go(page);
  const saved = page.waitForResponse((answer) => answer.url().endsWith('/report/save') && answer.status() === 200);
  await page.locator('#description').pressSequentially('Vi kan ikke aabne');
  await saved;
  await page.context().setOffline(true);
  await page.fill('#description', 'Vi kan ikke aabne noget');
  await page.check('#impact');
  await page.check('#when');
  await go(page);
  await page.waitForSelector('[data-offline]:not([hidden])');
  if (await page.inputValue('#description') !== 'Vi kan ikke aabne noget') complain('words are lost');
  await look(page, complain);
  await page.context().setOffline(false);
  await go(page);
  await page.waitForSelector('#organisation');
}

// 320 px, which is 200 % of 640: every page with its boxes open, and the pages beside the form.
async function narrow(page, language, complain) {
  for (const path of ['', '/report', '/report/resume', '/call-back', '/accessibility', '/privacy', '/follow']) {
    await page.goto(`${base}/${language}${path}`);
    for (const summary of await page.locator('summary').all()) await summary.click();
    await look(page, complain);
  }
  await page.goto(`${base}/${language}/call-back`);
  await go(page);
  await look(page, complain);
  await page.fill('#call_name', 'Karen');
  await page.fill('#call_phone', '20304050');
  await go(page);
  await page.waitForSelector('.alert-success');
  await look(page, complain);
  await page.goto(`${base}/${language}/report`);
  await page.check('#kind-other');
  await page.check('#ongoing');
  await look(page, complain);
  await go(page);
  await page.check('#impact');
  await page.check('#when');
  await page.fill('#description', 'Noget er galt her');
  await go(page);
  await page.click('.more summary');
  await page.check('#behalf');
  await page.fill('#firm_phone', 'x');
  await look(page, complain);
  await go(page);
  await look(page, complain);
}

// No mouse: the first step by Tab and space alone, with the focus always to be seen.
async function keyboard(page, language, complain) {
  await page.goto(`${base}/${language}/report`);
  const at = () => page.evaluate(() => ({
    id: document.activeElement.id, name: document.activeElement.name || '', text: document.activeElement.textContent.trim(),
    hidden: document.activeElement.closest('[aria-hidden=true]') !== null,
  }));
  const until = async (fits) => {
    for (let press = 0; press < 60; press += 1) {
      await page.keyboard.press('Tab');
      const focus = await at();
      if (focus.hidden) complain(`the keyboard gets to ${focus.name || focus.text}, which nobody sees`);
      if (fits(focus)) return;
    }
    throw new Error('the keyboard does not get there');
  };
  await until(({ id }) => id === 'kind');
  await page.keyboard.press('Space');
  await until(({ id }) => id.startsWith('ongoing'));
  await page.keyboard.press('Space');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#description');
  if (!(await heading(page))) complain('the second page has no heading');
}

// Reads at 200 words a minute all that can be seen of each page, again when it stands there again, and types at 40: never
// waits, only counts. Two readers: one reads the own words again before sending; one knows them, and needs a second for
// each tap. Neither reads what is closed until somebody opens it.
async function clock(page, language, complain) {
  let seconds = 0;
  let answers = 0;
  let read_words = 0;
  let own_words = 0;
  let taps = 0;
  const own = [];
  const words = (text) => text.trim().split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
  const read = async () => {
    const texts = await page.evaluate(() => {
      const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
      const seen = [];
      const unseen = '.sr-only, .trap, details:not([open]) > :not(summary)';
      while (walker.nextNode()) {
        const { parentElement, data } = walker.currentNode;
        if (parentElement.checkVisibility() && !parentElement.closest(unseen)) seen.push(data.trim());
      }
      return seen;
    });
    const sum = (some) => some.reduce((count, text) => count + words(text), 0);
    const is_own = (text) => own.some((one) => text && one.startsWith(text.replace(/ …$/, '')));
    const count = sum(texts);
    read_words += count;
    own_words += sum(texts.filter(is_own));
    seconds += (count / 200) * 60;
    seen.words[language].push(count);
  };
  seen.words[language] = [];
  const type = async (field, text) => {
    own.push(text);
    await page.fill(field, text);
    seconds += (words(text) / 40) * 60;
    taps += 1;
  };
  const choose = async (field) => {
    await page.check(field);
    taps += 1;
  };
  const answer = () => { answers += 1; };
  await page.goto(`${base}/${language}`);
  await read();
  await page.click('main a.button-primary');
  await page.waitForSelector('#kind');
  await read();
  await choose('#kind'); answer();
  await choose('#ongoing'); answer();
  await go(page);
  await page.waitForSelector('#impact');
  await read();
  await choose('#impact'); answer();
  await choose('#when'); answer();
  const sixty = Array.from({ length: 60 }, (_, at) => ['vi', 'kan', 'ikke', 'åbne', 'filerne'][at % 5]).join(' ');
  await type('#description', sixty); answer();
  await go(page);
  await page.waitForSelector('#name');
  await read();
  await type('#organisation', 'Bageriet Solsikken ApS'); answer();
  await type('#name', 'Karen Holm'); answer();
  await type('#phone', '20304050'); answer();
  await go(page);
  await page.waitForSelector('#police');
  await read();
  await choose('#police'); answer();
  await choose('#share'); answer();
  await go(page);
  await page.waitForSelector('dl.answers');
  await read();
  await go(page);
  await page.waitForSelector('.number-display');
  const knowing = seconds - (own_words / 200) * 60 + taps + 6;
  seen.seconds[language] = [seconds, knowing].map(Math.round);
  if (answers !== 10) complain(`${answers} required answers`);
  if (read_words < 200) complain(`only ${read_words} words were read`);
  if (Math.max(seconds, knowing) >= 240) complain(`a report takes ${seen.seconds[language]} s: ${seen.words[language].join(' + ')} words to read`);
}
