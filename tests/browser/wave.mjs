// The first pages while far more firms than usual report: what to do about it stands there, in both languages and widths.
//
//   node wave.mjs BASE_URL CHROMIUM [FOLDER]       with FOLDER: keeps pictures there
//
// Prints one line of JSON: what was looked at and what is wrong. Exit code 1 when anything is.
import { axe, fitsTheScreen, launch, watch } from './shared.mjs';

const [base, executablePath, folder] = process.argv.slice(2);
const seen = { axe: 0, wrong: [] };
const browser = await launch(executablePath);
for (const language of ['da', 'en']) {
  for (const width of [375, 1200]) {
    for (const path of ['', '/report']) await look(language, width, path);
  }
}
await browser.close();
console.log(JSON.stringify(seen));
process.exitCode = seen.wrong.length ? 1 : 0;

async function look(language, width, path) {
  const page = await browser.newPage({ viewport: { width, height: 812 }, locale: language });
  const complain = (what) => seen.wrong.push(`/${language}${path} at ${width} px: ${what}`);
  watch(page, base, complain, /^$/);
  await page.goto(`${base}/${language}${path}`);
  if (!(await page.locator('.wave li').count())) complain('nothing is said about the wave');
  await fitsTheScreen(page, complain);
  await axe(page, complain);
  seen.axe += 1;
  if (folder) await page.screenshot({ path: `${folder}/wave-${language}-${width}${path.replace('/', '-')}.png`, fullPage: true });
  await page.close();
}
