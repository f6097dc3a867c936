// What all stories in a browser share: how it is started, what counts as a fault on every page, and axe.
import { AxeBuilder } from '@axe-core/playwright';
import { chromium } from 'playwright-core';

export const launch = (executablePath) => chromium.launch({
  executablePath,
  args: [
    '--disable-dev-shm-usage', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ],
});

// Complains of every script error, of every line on the console that is not expected (a policy that is broken stands
// there), and of every request that leaves our own origin.
export function watch(page, base, complain, expected) {
  page.on('console', (message) => {
    const loud = ['error', 'warning'].includes(message.type());
    if (loud && !expected.test(message.text())) complain(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => complain(`script: ${error.message}`));
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== new URL(base).origin) complain(`a request leaves for ${request.url()}`);
  });
}

// axe on the page as it is; only where scripts run, as it is one itself. `where` tells this look from others.
export async function axe(page, complain, where = '') {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  for (const { id, help, nodes } of violations) {
    complain(`axe${where}: ${id}: ${help}: ${nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(' ')}`);
  }
}

export async function fitsTheScreen(page, complain) {
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (beyond > 0) complain(`${await page.title()} is ${beyond} px wider than the screen`);
}
