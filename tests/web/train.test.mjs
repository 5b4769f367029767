// What becomes of a workout when the server dies in its middle, and of one that nobody is logged in for.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { administrator, expect, newFolder, signUp } from '../server/api.mjs';
import { filmClip, liveCount, openBrowser, PATIENCE, start, waitForLive } from './lib/browser.mjs';
import { enterAs, onlyWorkout, saved, startSite, visit } from './lib/site.mjs';

let server, clip, browser, context;
before(async () => {
  server = await startSite({ args: ['--sign-up', 'open'] });
  clip = filmClip('browser_squat', 4);
  ({ browser, context } = await openBrowser({ camera: clip.file }));
});
after(async () => {
  await browser?.close();
  await server?.end();
  clip?.remove();
});

describe('the server dies in the middle of a workout', () => {
  test('and comes back: nothing is lost, nothing is doubled', async () => {
    const state = newFolder();
    let site = await startSite({ state });
    const member = await administrator(site);
    await enterAs(context, site, member);
    const { page } = await visit(context, site, '/train');
    await start(page, 'squat');
    await waitForLive(page, '[data-count="1"]');
    await page.waitForFunction(async () => (await (await fetch('/api/v1/workouts')).json()).workouts?.[0]?.repetitions >= 1, null, { timeout: PATIENCE, polling: 500 });

    const port = new URL(site.origin).port;
    await site.end('SIGKILL');
    await waitForLive(page, '[data-count="3"]');
    await page.waitForSelector('[data-sync=waiting]', { timeout: PATIENCE });
    site = await startSite({ state, args: ['--listen', `127.0.0.1:${port}`] });
    await waitForLive(page, '[data-count="4"]');
    const seen = await liveCount(page);
    await page.click('#stop');
    await page.waitForURL('**/workouts/*');
    await page.waitForSelector('h1[data-counted]');
    const shown = Number(await page.getAttribute('h1', 'data-counted'));
    assert.ok(shown >= seen);
    await saved(page);

    const { repetitions } = await onlyWorkout(page);
    assert.deepEqual(repetitions.map(({ sequence }) => sequence), repetitions.map((_, i) => i + 1), 'each once, none missing');
    assert.equal(repetitions.filter(({ counted }) => counted).length, shown);
    const { totals } = expect(await member.get(`/home?today=${repetitions[0].at.slice(0, 10)}`), 200);
    assert.equal(totals[0].repetitions, shown);
    await page.close();
    await site.end();
  });

  test('and stays away: what was done outlives the tab, and goes to its own member only', async () => {
    const state = newFolder();
    let site = await startSite({ state, args: ['--sign-up', 'open'] });
    const member = await administrator(site);
    const other = await signUp(site);
    await enterAs(context, site, member);
    const { page } = await visit(context, site, '/train');
    await start(page, 'squat');
    await waitForLive(page, '[data-stage=training]');
    const port = new URL(site.origin).port;
    await site.end('SIGKILL');
    await waitForLive(page, '[data-count="2"]');
    await page.close();

    site = await startSite({ state, args: ['--sign-up', 'open', '--listen', `127.0.0.1:${port}`] });
    await enterAs(context, site, other);
    const theirs = await visit(context, site, '/home');
    await theirs.page.waitForTimeout(3000); // longer than the page waits before it sends
    assert.deepEqual(expect(await other.get('/workouts'), 200).workouts, []);
    await theirs.page.close();

    await enterAs(context, site, member);
    const again = await visit(context, site, '/home');
    await again.page.waitForSelector('[data-today="2"]', { timeout: PATIENCE });
    assert.equal(expect(await member.get('/workouts'), 200).workouts[0].repetitions, 2);
    await again.page.close();
    await site.end();
  });
});

test('who is not logged in trains too, sees the result, and is told that it is not kept', async () => {
  await enterAs(context, server, null);
  const changes = [];
  context.on('request', (request) => request.method() !== 'GET' && changes.push(request.url()));
  const { page, troubles } = await visit(context, server, '/train');
  await start(page, 'squat', { sets: 1, repetitions: 1, rest_s: 0 });
  await page.waitForSelector('main[data-screen=summary][data-count="1"]', { timeout: PATIENCE });
  assert.equal(await page.locator('a[href="/sign-up"]').count(), 1);
  assert.deepEqual(changes, []);
  assert.deepEqual(troubles, []);
  await page.close();
});
