// The console's pages in a real browser, in both languages, and a passkey made and used there.
//
//   node console.mjs BASE_URL CHROMIUM PASSWORD [SCREENSHOT_FOLDER]
//
// Without JavaScript, 375 px wide: signs in and out. With JavaScript: every page is checked with axe at 375 and 1200 px, a
// virtual authenticator makes a passkey, signs in with it, and shows again who it is; one that does not ask its owner is
// refused. Prints one line of JSON: what was looked at and what is wrong. Exit code 1 when anything is.
import { axe, launch } from './shared.mjs';

const [base, executablePath, password, screenshots] = process.argv.slice(2);
const sizes = [{ width: 375, height: 812 }, { width: 1200, height: 812 }];
const people = { da: 'analyst1', en: 'police' };
// Pages of other roles, each with something on it that is wrong, or another sign that it is there.
const further = [
  ['auditor', '/console/audit?from=never'],
  ['lead', '/console/surge', 'h1'],
  ['admin', '/console/recoveries'],
];
const wrong = [];
const seen = { pages: 0, axe: 0, passkeys: 0 };

const browser = await launch(executablePath);
try {
  for (const language of ['da', 'en']) {
    await visit(language, false);
    await visit(language, true);
    for (const [who, path, sign] of further) await look(language, who, path, sign);
  }
} catch (error) {
  wrong.push(error.message);
} finally {
  await browser.close();
}
console.log(JSON.stringify({ ...seen, wrong }));
process.exitCode = wrong.length ? 1 : 0;

async function look(language, who, path, sign = '.alert-error[role=alert]') {
  const context = await browser.newContext({ viewport: sizes[0], locale: language });
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  try {
    await page.goto(`${base}/console/login`);
    await page.fill('#email', `${who}@demo.example`);
    await page.fill('#password', password);
    await page.click('main form button.button-primary');
    await page.waitForSelector('.facts');
    await page.goto(`${base}${path}`);
    const address = page.locator('main input[type=email]');
    if (await address.count()) {
      await address.fill('nobody@demo.example');
      await address.press('Enter');
    }
    await page.waitForSelector(sign);
    for (const size of sizes) {
      await page.setViewportSize(size);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      if (width > size.width) wrong.push(`${language} ${path}: ${width} px wide on ${size.width}`);
      await axe(page, (what) => wrong.push(`${language} ${path}: ${what}`));
      seen.axe += 1;
      const name = `console-${language}-${size.width}-${path.split('/')[2].split('?')[0]}.png`;
      if (screenshots) await page.screenshot({ path: `${screenshots}/${name}`, fullPage: true });
    }
    seen.pages += 1;
  } catch (error) {
    wrong.push(`${language} ${path}: ${error.message}`);
    if (screenshots) await page.screenshot({ path: `${screenshots}/console-${language}-failed.png`, fullPage: true });
  }
  await context.close();
}

async function visit(language, javaScriptEnabled) {
  const context = await browser.newContext({ javaScriptEnabled, viewport: sizes[0], locale: language });
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  let at = 'start';
  const complain = (what) => wrong.push(`${language}, ${javaScriptEnabled ? 'with' : 'without'} JavaScript, ${at}: ${what}`);
  page.on('pageerror', (error) => complain(`script: ${error.message}`));
  page.on('console', (message) => {
    const expected = /status of (401|403|404|409|422)|NotAllowedError|passkeys\/.*: 40[13]|sign-in\/finish/;
    if (['error', 'warning'].includes(message.type()) && !expected.test(message.text())) complain(message.text());
  });
  const arrive = async (step) => {
    at = step;
    seen.pages += 1;
    const lang = await page.getAttribute('html', 'lang');
    if (lang !== language) complain(`the page is in ${lang}`);
    for (const size of javaScriptEnabled ? sizes : sizes.slice(0, 1)) {
      await page.setViewportSize(size);
      const beyond = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (beyond > 0) complain(`${beyond} px wider than ${size.width} px`);
      if (javaScriptEnabled) {
        seen.axe += 1;
        await axe(page, complain);
      }
      const name = `console-${language}-${size.width}-${step}${javaScriptEnabled ? '' : '-nojs'}.png`;
      if (screenshots) await page.screenshot({ path: `${screenshots}/${name}`, fullPage: true });
    }
    await page.setViewportSize(sizes[0]);
  };
  try {
    await signIn(page, language, arrive, complain);
    if (javaScriptEnabled) await withPasskey(context, page, arrive, complain);
    await page.click('header form[action="/console/logout"] button');
    await page.waitForSelector('.alert-info');
    await arrive('9-signed-out');
    await page.goto(`${base}/console`);
    if (!page.url().includes('/console/login')) complain('still signed in');
  } catch (error) {
    complain(error.message);
    if (screenshots) await page.screenshot({ path: `${screenshots}/console-${language}-failed.png`, fullPage: true });
  }
  await context.close();
}

async function signIn(page, language, arrive, complain) {
  const go = () => page.click('main form button.button-primary');
  await page.goto(`${base}/console`);
  await arrive('1-login');
  await page.fill('#email', `${people[language]}@demo.example`);
  await page.fill('#password', 'not the password');
  await go();
  await page.waitForSelector('.alert-error[role=alert]');
  await arrive('1-login-refused');
  await page.fill('#password', password);
  await go();
  await page.waitForSelector('.facts');
  await arrive('2-start');
  await page.click('main a[href="/console/security"]');
  await arrive('3-security');
  await page.click('form[action="/console/security/app"] button');
  await page.waitForSelector('svg.qr');
  await arrive('4-app');
  await page.fill('#code', '000000');
  await go();
  await page.waitForSelector('.alert-error[role=alert]');
  await arrive('4-app-refused');
  await page.goto(`${base}/console/security`);
  await page.fill('#current_password', password);
  await page.fill('#new_password', 'kort');
  await page.click('form[action="/console/security/password"] button');
  await page.waitForSelector('.alert-error[role=alert]');
  await arrive('5-password-refused');
  await page.goto(`${base}/console/reauthenticate?next=/console/security`);
  await arrive('6-reauthenticate');
  await page.goto(`${base}/console/enrol`);
  await arrive('7-enrol');
  await page.fill('#enrolment_code', 'ABCD');
  await page.fill('#new_password', 'en lille sætning om æbler');
  await go();
  await page.waitForSelector('.alert-error[role=alert]');
  await arrive('7-enrol-refused');
  const cookie = (await page.context().cookies()).find((one) => one.name === '__Host-smv-session');
  if (!cookie?.secure || !cookie.httpOnly || cookie.sameSite !== 'Strict') complain('the cookie is open');
  await page.goto(`${base}/console`);
}

// Makes a passkey with an authenticator that asks its owner, and signs in with it.
async function withPasskey(context, page, arrive, complain) {
  const devtools = await context.newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await page.goto(`${base}/console/security`);
  await page.fill('#passkey_name', 'Min telefon');
  await page.click('button[data-passkey=register]');
  await page.waitForSelector('.alert-success');
  await arrive('8-passkey');
  if (!(await page.textContent('main')).includes('Min telefon')) complain('the passkey is not listed');
  const { credentials } = await devtools.send('WebAuthn.getCredentials', { authenticatorId });
  if (credentials.length !== 1 || !credentials[0].isResidentCredential) complain('no passkey was made');

  await page.goto(`${base}/console/reauthenticate?next=/console/security`);
  await page.click('button[data-passkey=reauthenticate]');
  await page.waitForURL((url) => url.pathname === '/console/security');

  await page.click('header form[action="/console/logout"] button');
  await page.click('button[data-passkey=sign-in]');
  await page.waitForSelector('.facts');
  seen.passkeys += 1;

  // Not asked, no entry: a device that is only there is one factor.
  await page.click('header form[action="/console/logout"] button');
  await devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
  await page.click('button[data-passkey=sign-in]');
  await page.waitForSelector('[data-passkey-error]:not([hidden])');
  await devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true });
  await page.click('button[data-passkey=sign-in]');
  await page.waitForSelector('.facts');
  seen.passkeys += 1;
}
