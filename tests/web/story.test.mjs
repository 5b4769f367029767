// The whole way of a stranger, on each database: signs up, trains, sees the count in the chart, changes the profile, forgets
// the password, gets the code by real SMTP, logs in again.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { administrator, PASSWORD } from '../server/api.mjs';
import { codeIn, startMail } from '../server/smtp.mjs';
import { seriousFaults } from './lib/audit.mjs';
import { filmClip, liveCount, openBrowser, openPage, PATIENCE, start, waitForLive } from './lib/browser.mjs';
import { onlyWorkout, saved, settled, startSite } from './lib/site.mjs';

const EMAIL = 'trainee@example.org';
const NEW_PASSWORD = 'seven bright lanterns';
/** The browser's zone, which is not the server's. */
const ZONE = 'America/Los_Angeles';

let clip;
before(() => {
  clip = filmClip('browser_squat', 4);
});
after(() => clip?.remove());

for (const kind of ['sqlite', 'postgresql']) {
  describe(`a stranger, with ${kind}`, () => {
    let mail, server, browser, page, troubles;

    before(async () => {
      mail = await startMail();
      server = await startSite({ kind, args: [...mail.args, '--sign-up', 'open'] });
      await administrator(server);
      let context;
      ({ browser, context } = await openBrowser({ camera: clip.file, timezoneId: ZONE }));
      ({ page, troubles } = await openPage(context, `${server.origin}/sign-up`));
    });
    after(async () => {
      await browser?.close();
      await server?.end();
      await mail?.stop();
    });

    const fill = async (fields) => {
      for (const [name, value] of Object.entries(fields)) await page.fill(`[name=${name}]`, value);
    };
    const passwords = (password) => ({ password, password_again: password });

    test('signs up', async () => {
      await fill({ email: EMAIL, nickname: '새싹', born_on: '1999-04-30', ...passwords(PASSWORD) });
      await page.click('[type=submit]');
      await page.waitForURL('**/profile/face?welcome');
      await page.click('.below a'); // not by face
      await page.waitForURL('**/home');
      await page.click('#train');
      await page.waitForURL('**/train');
    });

    test('trains two sets, with a rest between them', async () => {
      await start(page, 'squat', { sets: 2, repetitions: 2, rest_s: 300 });
      await page.waitForURL('**/train/squat');
      await waitForLive(page, '[data-set="1"][data-stage=training]');
      await waitForLive(page, '[data-stage=rest]');
      assert.equal(await liveCount(page), 2, 'the set ends by itself when it is complete');
      assert.match(await page.textContent('.rest output'), /^(5:00|4:\d\d)$/);
      assert.deepEqual(await seriousFaults(page), []);
      const { left, right } = await page.$eval('.rest output', (output) => output.getBoundingClientRect().toJSON());
      assert.ok(left >= 0 && right <= 390, `the time left is from ${left} to ${right}`);
      await page.keyboard.press(' '); // the big button: the rest is skipped
      await waitForLive(page, '[data-set="2"][data-stage=training]');
      assert.equal(await liveCount(page), 0);
      await page.waitForURL('**/workouts/*', { timeout: PATIENCE });
      assert.equal(await page.getAttribute('h1', 'data-counted'), '4');
      await saved(page);
    });

    test('finds it with the server as it was done', async () => {
      const workout = await onlyWorkout(page);
      assert.deepEqual(workout.plan, { sets: 2, repetitions: 2, rest_s: 300 });
      assert.ok(workout.finished_at);
      const counted = workout.repetitions.filter((repetition) => repetition.counted);
      assert.deepEqual(counted.map(({ set }) => set), [1, 1, 2, 2]);
      for (const { at, down_ms, up_ms, range_deg } of counted) {
        assert.match(at, /-0[78]:00$/, 'the offset of the place where it was done');
        assert.ok(down_ms > 200 && up_ms > 200 && range_deg > 40, `${down_ms} ms down, ${up_ms} ms up, ${range_deg} degrees`);
      }
      assert.deepEqual(workout.sets.map(({ number, ended_at }) => [number, Boolean(ended_at)]), [[1, true], [2, true]]);
      await page.reload(); // now from the server, and not from the page that trained
      await settled(page);
      assert.equal(await page.getAttribute('h1', 'data-counted'), '4');
    });

    test('sees the count at home and in the chart', async () => {
      await page.click('a.button[href="/home"]');
      await page.waitForSelector('[data-today="4"]');
      await page.click('.chart .data-table summary');
      const counts = await page.$$eval('.chart:has(canvas) table', ([table]) => [...table.querySelectorAll('tbody tr')].map((row) => row.cells[1].textContent));
      assert.deepEqual(counts, ['0', '0', '0', '0', '0', '0', '4'], 'seven days, those of nothing too');
      await page.check('[name=span][value="30"]', { force: true });
      await page.waitForFunction(() => document.querySelectorAll('.chart:has(canvas) table')[0].tBodies[0].rows.length === 30);
    });

    test('changes the profile', async () => {
      await page.click('nav ul a[href="/profile"]');
      await page.waitForSelector('[name=days_a_week]');
      await fill({ nickname: '나무' });
      await page.click('form:has([name=nickname]) [type=submit]');
      await page.waitForFunction(() => document.querySelector('h1').textContent === '나무');
      await fill({ squat: '8' });
      await Promise.all([page.waitForResponse((answer) => answer.request().method() === 'PATCH'), page.click('form:has([name=squat]) [type=submit]')]);
      await page.click('nav ul a[href="/home"]');
      await page.waitForSelector('.ring');
      const rings = await page.$$eval('.ring', (all) => all.map((one) => one.textContent));
      assert.ok(rings.some((text) => /^4\/ 8/.test(text)), `four of eight: ${rings}`);
      assert.match(await page.textContent('h1'), /나무/);
    });

    test('forgets the password, gets the code by mail, and logs in again', async () => {
      await page.click('nav ul a[href="/profile"]');
      await page.click('.page-head .button'); // log out
      await page.waitForURL((url) => url.pathname === '/');
      await page.click('a[href="/login"]');
      await page.click('a[href="/forgotten-password"]');
      await page.waitForURL('**/forgotten-password');
      await fill({ email: EMAIL });
      await page.click('[type=submit]');
      await page.waitForSelector('[role=timer]');
      const letter = await mail.letter();
      assert.deepEqual(letter.to, [EMAIL]);
      await fill({ code: codeIn(letter), ...passwords(NEW_PASSWORD) });
      await page.click('form:has([name=code]) [type=submit]');
      await page.waitForURL('**/login');
      assert.deepEqual(troubles, []);
      await fill({ email: EMAIL, password: PASSWORD });
      await page.click('[type=submit]');
      await page.waitForSelector('[data-problem=wrong_login]');
      await fill({ password: NEW_PASSWORD });
      await page.click('[type=submit]');
      await page.waitForSelector('[data-today="4"]');
      assert.match(await page.textContent('h1'), /나무/);
    });
  });
}
