// What a first view weighs: every byte that comes over the wire for a page, with headers, in a browser that has nothing yet.
//
//   node weight.mjs BASE_URL CHROMIUM
//
// Prints one line of JSON: bytes by page.
import { launch } from './shared.mjs';

const [base, executablePath] = process.argv.slice(2);
const seen = { bytes: {}, wrong: [] };
const browser = await launch(executablePath);
for (const path of ['/da', '/en', '/da/report']) {
  const context = await browser.newContext({ viewport: { width: 375, height: 812 } });
  const page = await context.newPage();
  const wire = await context.newCDPSession(page);
  await wire.send('Network.enable');
  let bytes = 0;
  wire.on('Network.loadingFinished', ({ encodedDataLength }) => { bytes += encodedDataLength; });
  await page.goto(`${base}${path}`, { waitUntil: 'networkidle' });
  await page.evaluate(() => document.fonts.ready.then(() => true));
  seen.bytes[path] = Math.round(bytes);
  await context.close();
}
await browser.close();
console.log(JSON.stringify(seen));
