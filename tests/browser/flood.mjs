// A flood, as people at the form see it: with a script the browser works while the list is read, without one it waits.
//
//   node flood.mjs BASE_URL CHROMIUM [FOLDER]       with FOLDER: keeps pictures there
//
// Prints one line of JSON: what was done and what is wrong. Exit code 1 when anything is.
import { axe, launch, watch } from './shared.mjs';

const [base, executablePath, folder] = process.argv.slice(2);
const wrong = [];
const seen = { filed: 0, early: 0, axe: 0 };
const browser = await launch(executablePath);
try {
  for (const language of ['da', 'en']) {
    for (const script of [true, false]) {
      const context = await browser.newContext({
        javaScriptEnabled: script, viewport: { width: script ? 1200 : 375, height: 812 }, locale: language,
      });
      context.setDefaultTimeout(30_000);
      const page = await context.newPage();
      const complain = (what) => wrong.push(`${language} ${script ? 'with' : 'without'} JavaScript: ${what}`);
      watch(page, base, complain, /status of 429/);
      try {
        await file(page, language, script, complain);
      } catch (error) {
        complain(`${error.message} at ${page.url()}`);
      }
      await context.close();
    }
  }
} finally {
  await browser.close();
}
console.log(JSON.stringify({ ...seen, wrong }));
process.exitCode = wrong.length ? 1 : 0;

async function look(page, name, script, complain) {
  if (folder) await page.screenshot({ path: `${folder}/flood-${name}.png`, fullPage: true });
  if (!script) return;
  seen.axe += 1;
  await axe(page, complain);
}

async function file(page, language, script, complain) {
  const go = () => page.click('main form button.button-primary');
  await page.goto(`${base}/${language}/report`);
  await page.check('#kind');
  await page.check('#ongoing');
  await go();
  await page.check('#impact');
  await page.check('#when');
  await page.fill('#description', 'Vi kan ikke åbne vores filer.');
  await go();
  await page.fill('#organisation', 'Bageriet Solsikken ApS');
  await page.fill('#name', 'Karen Holm');
  await page.fill('#phone', '20304050');
  await go();
  await page.check('#police-no');
  await page.check('#share-no');
  await go();
  await page.waitForSelector('dl.answers');
  await look(page, `${language}-list-${script ? 'script' : 'none'}`, script, complain);
  await go();
  if (!script) {
    // Too early by some seconds: the answers stay, and the page says when.
    const wait = Number((await page.textContent('.alert-error')).match(/(\d+) (sekunder|seconds)/)?.[1]);
    if (!(wait >= 1)) complain('the page does not say how long to wait');
    if (!(await page.textContent('dl.answers')).includes('åbne vores filer')) complain('the words are lost');
    seen.early += 1;
    await look(page, `${language}-wait`, script, complain);
    await page.waitForTimeout(wait * 1000);
    await go();
  }
  await page.waitForSelector('.number-display');
  seen.filed += 1;
}
