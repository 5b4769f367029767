// A member's training from sign-up to the charts, and what becomes of it when the server dies in its middle.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { administrator, expect, newFolder, PASSWORD, signUp } from '../server/api.mjs';
import { filmClip, liveCount, openBrowser, openPage, PATIENCE, start, waitForLive } from './lib/browser.mjs';
import { enterAs, settled, startSite, visit } from './lib/site.mjs';

const SAVED = { timeout: PATIENCE };
const saved = (page) => page.waitForSelector('[data-sync=saved]', SAVED);

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

/** The only workout of the member who is logged in, as the server has it. */
async function onlyWorkout(page) {
  return page.evaluate(async () => {
    const { workouts } = await (await fetch('/api/v1/workouts')).json();
    if (workouts.length !== 1) throw new Error(`${workouts.length} workouts`);
    return (await fetch(`/api/v1/workouts/${workouts[0].key}`)).json();
  });
}

test('a stranger signs up, trains two sets, sees the result, and it in the chart of home', async () => {
  await administrator(server);
  const { page, troubles } = await openPage(context, `${server.origin}/sign-up`);
  await page.fill('input[name=email]', 'trainee@example.org');
  await page.fill('input[name=nickname]', '새싹');
  await page.fill('input[name=born_on]', '1999-04-30');
  await page.fill('input[name=password]', PASSWORD);
  await page.fill('input[name=password_again]', PASSWORD);
  await page.click('button[type=submit]');
  await page.waitForURL('**/home');
  await page.click('#train');
  await page.waitForURL('**/train');
  await start(page, 'squat', { sets: 2, repetitions: 2, rest_s: 30 });
  await page.waitForURL('**/train/squat');

  await waitForLive(page, '[data-set="1"][data-stage=training]');
  await waitForLive(page, '[data-stage=rest]');
  assert.equal(await liveCount(page), 2, 'the set ends by itself when it is complete');
  await page.keyboard.press(' '); // the big button: the rest is skipped
  await waitForLive(page, '[data-set="2"][data-stage=training]');
  assert.equal(await liveCount(page), 0);
  await page.waitForURL('**/workouts/*', { timeout: PATIENCE });
  assert.equal(await page.getAttribute('h1', 'data-counted'), '4');
  await saved(page);

  const workout = await onlyWorkout(page);
  assert.deepEqual(workout.plan, { sets: 2, repetitions: 2, rest_s: 30 });
  assert.ok(workout.finished_at);
  const counted = workout.repetitions.filter((repetition) => repetition.counted);
  assert.deepEqual(counted.map(({ set }) => set), [1, 1, 2, 2]);
  for (const { at, down_ms, up_ms, range_deg } of counted) {
    assert.match(at, /(Z|[+-]\d\d:\d\d)$/);
    assert.ok(down_ms > 200 && up_ms > 200 && range_deg > 40, `${down_ms} ms down, ${up_ms} ms up, ${range_deg} degrees`);
  }
  assert.deepEqual(workout.sets.map(({ number, ended_at }) => [number, Boolean(ended_at)]), [[1, true], [2, true]]);

  await page.reload(); // now from the server, and not from the page that trained
  await settled(page);
  assert.equal(await page.getAttribute('h1', 'data-counted'), '4');
  await page.click('a.button[href="/home"]');
  await page.waitForSelector('[data-today="4"]');
  await page.click('.chart .data-table summary');
  const today = await page.$$eval('.chart .data-table tbody tr', (rows) => rows[6].textContent);
  assert.match(today, /4/, 'the last of seven days');
  assert.deepEqual(troubles, []);
  await page.close();
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
