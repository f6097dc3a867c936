// The public pages in a real browser, in both languages.
//
//   node form.mjs BASE_URL CHROMIUM [SCREENSHOT_FOLDER]
//
// Without JavaScript, 375 px wide: files a report from the start page to the receipt, follows it with number and code
// and sends a message. With JavaScript: the same way, and every page of it, errors too, is checked with axe at 375 and
// 1200 px. Prints one line of JSON: what was looked at and what is wrong. Exit code 1 when anything is.
import { axe, launch, watch } from './shared.mjs';

const [base, executablePath, screenshots] = process.argv.slice(2);
const narrow = { width: 375, height: 812 };
const wide = { width: 1200, height: 812 };
const kinds = { da: '#kind', en: '#kind-bec' };
const wrong = [];
const seen = { pages: 0, axe: 0, filed: [] };

const browser = await launch(executablePath);
try {
  for (const language of ['da', 'en']) {
    for (const javaScriptEnabled of [false, true]) {
      await asReader(language, javaScriptEnabled);
    }
  }
} catch (error) {
  wrong.push(error.message);
} finally {
  await browser.close();
}
console.log(JSON.stringify({ ...seen, wrong }));
process.exitCode = wrong.length ? 1 : 0;

async function asReader(language, javaScriptEnabled) {
  const context = await browser.newContext({
    javaScriptEnabled, viewport: narrow, locale: language, timezoneId: 'Europe/Copenhagen',
  });
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  const who = `${language}, ${javaScriptEnabled ? 'with' : 'without'} JavaScript`;
  let at = 'start';
  const complain = (what) => wrong.push(`${who}, ${at}: ${what}`);
  // A refused form is an answer 422, which the browser reports too.
  const expected = /the server responded with a status of (422|404)/;
  watch(page, base, complain, expected);
  page.on('requestfailed', (request) => {
    // Whoever goes on to the next page takes back what this one still waits for.
    if (request.failure().errorText !== 'net::ERR_ABORTED') complain(`${request.url()}: ${request.failure().errorText}`);
  });

  const arrive = async (step) => {
    at = step;
    seen.pages += 1;
    await page.waitForLoadState('load');
    const lang = await page.getAttribute('html', 'lang');
    if (lang !== language) complain(`the page is in ${lang}`);
    for (const size of javaScriptEnabled ? [narrow, wide] : [narrow]) {
      await page.setViewportSize(size);
      await look(page, complain, javaScriptEnabled);
      const name = `${language}-${size.width}-${step}${javaScriptEnabled ? '' : '-nojs'}.png`;
      if (screenshots) await page.screenshot({ path: `${screenshots}/${name}`, fullPage: true });
    }
    await page.setViewportSize(narrow);
  };
  try {
    await followUp(page, language, arrive, complain, await file(page, language, arrive, complain));
  } catch (error) {
    complain(error.message);
    if (screenshots) await page.screenshot({ path: `${screenshots}/${language}-failed.png`, fullPage: true });
  }
  await context.close();
}

// Presses something that leads to another page, and waits until that one is there: a look at the old page, or at none,
// says nothing.
async function press(page, selector) {
  await page.evaluate(() => { document.documentElement.dataset.before = 'yes'; });
  await page.click(selector);
  await page.waitForSelector('html:not([data-before])', { state: 'attached' });
  await page.waitForLoadState('load');
}

// What must hold on every page.
async function look(page, complain, javaScriptEnabled) {
  const { width } = page.viewportSize();
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (beyond > 0) complain(`${beyond} px wider than ${width} px`);
  if (!javaScriptEnabled) return;
  seen.axe += 1;
  // The legacy mode opens no page of its own.
  await axe(page, complain, ` at ${width} px`);
}

// Files a report; answers its number and code.
async function file(page, language, arrive, complain) {
  const go = () => press(page, 'main form button.button-primary');
  const refused = async (step) => {
    await go();
    await page.waitForSelector('.alert-error[role=alert]');
    await arrive(`${step}-refused`);
  };
  await page.goto(`${base}/`);
  await arrive('1-start');
  await press(page, 'main a.button-primary');
  await arrive('2-what');
  await refused('2-what');
  await page.check(kinds[language]);
  await page.check('#ongoing');
  await go();
  await arrive('3-harm');
  await refused('3-harm');
  await page.check('#impact');
  await page.check('#when');
  const words = 'Alle filer er låst.\n<script>alert("æøå")</script> & \'krav\'';
  await page.fill('#description', words);
  await go();
  await arrive('4-who');
  await page.click('.more summary');
  await page.fill('#postcode', 'x');
  await refused('4-who');
  await page.fill('#postcode', '');
  await page.fill('#organisation', 'Bageriet Solsikken ApS');
  await page.fill('#name', 'Karen Holm');
  await page.fill('#phone', '20 30 40 50');
  await page.fill('#email', 'karen@solsikken.example');
  await press(page, '.back-button');
  if (await page.inputValue('#description') !== words) complain('going back loses the description');
  await go();
  if (await page.inputValue('#name') !== 'Karen Holm') complain('going back loses the name');
  await go();
  await arrive('5-consents');
  await refused('5-consents');
  await page.check('#police');
  await page.check('#share');
  await go();
  await arrive('6-check');
  await go();
  await page.waitForSelector('.code-display');
  await arrive('7-receipt');
  const number = (await page.textContent('.number-display')).trim();
  const code = (await page.textContent('.code-display:not(.number-display)')).trim();
  if (!/^SMV-[0-9A-Z]{4}-[0-9A-Z]{4}$/.test(number)) complain(`number ${number}`);
  seen.filed.push(number);
  return { number, code };
}

// Follows the report as somebody who comes back with the printed receipt, and writes a message.
async function followUp(page, language, arrive, complain, { number, code }) {
  await page.goto(`${base}/${language}`);
  await press(page, `main a[href="/${language}/follow"]`);
  await arrive('8-follow');
  await page.fill('#number', number);
  await page.fill('#access_code', `${code}X`);
  await press(page, 'main form button.button-primary');
  await page.waitForSelector('.alert-error[role=alert]');
  await arrive('8-follow-refused');
  // As people type it: small letters, and without the hyphens.
  await page.fill('#number', number.toLowerCase());
  await page.fill('#access_code', code.toLowerCase().replaceAll('-', ' '));
  await press(page, 'main form button.button-primary');
  await page.waitForSelector('h1.number-display');
  await arrive('9-case');
  const shown = (await page.textContent('h1.number-display')).trim();
  if (shown !== number) complain(`the case page shows ${shown} for ${number}`);
  const send = 'form[action$="/message"] button';
  await press(page, send);
  await page.waitForSelector('.alert-error[role=alert]');
  await arrive('9-case-refused');
  await page.fill('#text', 'Filen hedder <b>README.txt</b>');
  await press(page, send);
  await page.waitForSelector('.alert-success');
  await arrive('9-case-sent');
  const times = await page.locator('.entry-text', { hasText: 'Filen hedder <b>README.txt</b>' }).count();
  if (times !== 1) complain(`the message stands there ${times} times`);
  await press(page, 'form[action$="/follow/stage"] button');
  await page.waitForSelector('.stage-text');
  await arrive('12-stage');
  await page.fill('#sent_on', '2999-01-01');
  await press(page, 'form[action$="/follow/stage-sent"] button');
  await page.waitForSelector('.alert-error[role=alert]');
  await arrive('12-stage-refused');
  await page.goto(`${base}/${language}/no-such-page`);
  await arrive('10-not-found');
  await press(page, `footer a[href="/${language}/privacy"]`);
  await page.waitForSelector('#complain');
  await arrive('11-privacy');
  for (const address of [number, code]) {
    if (page.url().includes(address)) complain('the address holds a number or code');
  }
}
