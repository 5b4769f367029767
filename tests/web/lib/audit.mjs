// What a page owes everybody: nothing that axe-core calls serious, and all of it by keyboard.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { openPage } from './browser.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds serious or critical: rule, element, why. */
export async function seriousFaults(page) {
  await page.evaluate(axe);
  const { violations, passes } = await page.evaluate(() => globalThis.axe.run());
  if (passes.length < 10) throw new Error(`axe looked at ${passes.length} rules only`);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} ${target.join(' ')}: ${failureSummary}`));
}

/** What can be operated but is not reached by Tab. In a group of radio buttons one is enough. */
export async function unreachable(page) {
  const wanted = await page.evaluate(() => {
    const scope = document.querySelector('dialog[open]') ?? document;
    const all = [...scope.querySelectorAll('a[href], button, input, select, textarea, [tabindex="0"]')];
    const operable = all.filter((element) => !element.disabled && element.tabIndex >= 0 && element.checkVisibility() && element.type !== 'hidden');
    const named = new Set();
    for (const [i, element] of operable.entries()) {
      if (element.type === 'radio' && !element.checked) continue;
      element.dataset.audit = String(i);
      named.add(`${i} ${element.outerHTML.slice(0, 120)}`);
    }
    (scope === document ? document.body : scope).focus();
    document.activeElement?.blur?.();
    return [...named];
  });
  const reached = new Set();
  for (let i = 0; i < wanted.length * 4 + 8 && reached.size < wanted.length; i++) { // a date has a stop for each of its parts
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => document.activeElement?.dataset.audit);
    if (at !== undefined) reached.add(at);
  }
  return wanted.filter((text) => !reached.has(text.split(' ')[0]));
}

/** Nothing may stick out to the side. */
export function overflow(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** What only a workout may cost. */
export const WEIGHTY = /\.(wasm|tflite)$/;

/** What a page takes over the wire until nothing more comes. context: one with nothing in its cache. */
export async function weigh(context, url) {
  const { page } = await openPage(context);
  const requests = [];
  page.on('requestfinished', (request) => requests.push(request));
  await page.goto(url);
  await page.waitForSelector('h1');
  await page.waitForLoadState('networkidle');
  const sizes = await Promise.all(requests.map((request) => request.sizes()));
  await page.close();
  return { kb: sizes.reduce((sum, { responseBodySize }) => sum + responseBodySize, 0) / 1000, urls: requests.map((request) => request.url()) };
}
