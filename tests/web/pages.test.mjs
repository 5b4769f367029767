// Every page, as different people meet it: nothing serious for axe-core, all of it by keyboard, nothing out of the screen.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { batch, expect, newKey, repetition, signUp } from '../server/api.mjs';
import { enrol } from '../server/faces.mjs';
import { startMail } from '../server/smtp.mjs';
import { overflow, seriousFaults, unreachable, weigh, WEIGHTY } from './lib/audit.mjs';
import { filmClip, openBrowser, openPage } from './lib/browser.mjs';
import { enterAs, settle, settled, startSite } from './lib/site.mjs';

const SIZES = {
  phone: { viewport: { width: 390, height: 844 }, colorScheme: 'dark', locale: 'ko-KR' },
  'phone by day': { viewport: { width: 360, height: 740 }, colorScheme: 'light', locale: 'en-US' },
  desktop: { viewport: { width: 1440, height: 900 }, colorScheme: 'light', locale: 'ko-KR' },
  'a wall': { viewport: { width: 3840, height: 2160 }, colorScheme: 'dark', locale: 'en-US' },
};

/** The first picture of a face gets this answer, if any, and no other gets one, so that the page stays as it is while it is looked at.
 *  The darker two of the colours are looked at: an address has twenty tries. */
function answerOnce(page, answer) {
  const unanswered = answer ? [{ steps_done: 0, steps_total: 2, progress: 0.5, light: null, hint: null, reason: null, ...answer }] : [];
  return page.route('**/frames/*', (route) => unanswered.length > 0 && route.fulfill({ json: unanswered.pop() }));
}

const [WORKOUT, NO_WORKOUT] = [newKey(), newKey()];

/** who: the key of a client; prepare: before the page comes; act: what opens what is looked at. Buttons are found by what they are, not by their words. */
const PAGES = [
  { name: 'front page', path: '/' },
  { name: 'log-in', path: '/login' },
  {
    name: 'log-in refused',
    path: '/login',
    async act(page) {
      await page.fill('[name=email]', 'nobody@example.org');
      await page.fill('[name=password]', 'not the right one');
      await page.click('[type=submit]');
      await page.waitForSelector('[data-problem=wrong_login]');
    },
    expected: ['401'],
  },
  {
    name: 'log-in by face',
    path: '/login/face',
    prepare: (page) => answerOnce(page, null),
    act: (page) => page.waitForSelector('[data-scene=running]'),
  },
  ...['#5a9cff', '#ff5cf0'].map((light) => ({
    name: `log-in by face, shining in ${light}`,
    path: '/login/face',
    prepare: (page) => answerOnce(page, { state: 'move', step: 'turn_left', light }),
    act: (page) => page.waitForSelector(`.shining[style*="${light}"]`),
  })),
  {
    name: 'log-in by face, refused',
    path: '/door',
    prepare: (page) => answerOnce(page, { state: 'refused', step: null, reason: 'not_live' }),
    act: (page) => page.waitForSelector('[data-scene=refused]'),
  },
  { name: 'sign-up', path: '/sign-up' },
  { name: 'sign-up with an invitation', path: '/sign-up?invitation=ABCDEFGH' },
  {
    name: 'sign-up, incomplete',
    path: '/sign-up',
    async act(page) {
      await page.fill('[name=password]', 'short');
      await page.click('[type=submit]');
      await page.waitForSelector('.error');
    },
  },
  {
    name: 'photo from the camera',
    path: '/sign-up',
    async act(page) {
      await page.click('.photo-field .button');
      await page.waitForSelector('dialog .primary:enabled');
    },
  },
  {
    name: 'photo to crop',
    path: '/sign-up',
    async act(page) {
      await page.click('.photo-field .button');
      await page.click('dialog .primary:enabled');
      await page.waitForSelector('dialog canvas');
    },
  },
  { name: 'forgotten password', path: '/forgotten-password' },
  {
    name: 'forgotten password, second step',
    path: '/forgotten-password',
    async act(page) {
      await page.click('form button[type=button]'); // "I have a code": asks for no letter
      await page.waitForSelector('[name=code]');
    },
  },
  { name: 'no such page', path: '/no/such/page' },
  { name: 'profile', path: '/profile', who: 'member' },
  {
    name: 'profile, all open',
    path: '/profile',
    who: 'member',
    async act(page) {
      for (const button of await page.$$('.card > header .button')) await button.click();
      await page.waitForSelector('[name=current]');
    },
  },
  {
    name: 'account to be deleted',
    path: '/profile',
    who: 'member',
    async act(page) {
      await page.click('.button.danger');
      await page.waitForSelector('dialog [name=password]');
    },
  },
  { name: 'face offered', path: '/profile/face?welcome', who: 'member' },
  {
    name: 'face, consent missing',
    path: '/profile/face',
    who: 'member',
    async act(page) {
      await page.click('form [type=submit]');
      await page.waitForSelector('.error');
    },
  },
  {
    name: 'face being registered',
    path: '/profile/face',
    who: 'member',
    async act(page) {
      await page.check('[name=consent]');
      await page.click('form [type=submit]');
      await page.waitForSelector('[data-scene=running]');
    },
  },
  { name: 'profile with a face', path: '/profile', who: 'known' },
  {
    name: 'faces to be removed',
    path: '/profile',
    who: 'known',
    async act(page) {
      await page.click('.kept-note summary');
      await page.click('.kept-note + .form-actions .danger');
      await page.waitForSelector('dialog .danger');
    },
  },
  { name: 'administration', path: '/admin', who: 'admin' },
  {
    name: 'invitation',
    path: '/admin',
    who: 'admin',
    async act(page) {
      await page.click('.card > header .button');
      await page.click('dialog [type=submit]');
      await page.waitForSelector('dialog .copy');
    },
  },
  {
    name: 'a member managed',
    path: '/admin',
    who: 'admin',
    async act(page) {
      await page.click('.rows li:nth-child(2) .button');
      await page.waitForSelector('dialog .danger');
    },
  },
  { name: 'home', path: '/home', who: 'trained' },
  { name: 'home of a new member', path: '/home', who: 'member' },
  {
    name: 'home, tables open',
    path: '/home',
    who: 'trained',
    async act(page) {
      await page.check('[name=span][value="30"]', { force: true });
      for (const summary of await page.$$('summary')) await summary.click();
    },
  },
  {
    name: 'home, server gone',
    path: '/home',
    who: 'trained',
    async act(page) {
      await page.route('**/api/v1/home*', (route) => route.abort());
      await page.reload();
      await page.waitForSelector('.load-problem');
    },
    expected: ['ERR_FAILED'],
  },
  { name: 'history', path: '/history', who: 'trained' },
  { name: 'history of a new member', path: '/history', who: 'member' },
  { name: 'workout', path: `/workouts/${WORKOUT}`, who: 'trained' },
  {
    name: 'workout to be deleted',
    path: `/workouts/${WORKOUT}`,
    who: 'trained',
    async act(page) {
      await page.click('#delete');
      await page.waitForSelector('dialog .danger');
    },
  },
  { name: 'workout that is none', path: `/workouts/${NO_WORKOUT}`, who: 'trained', expected: ['404'] },
  { name: 'training', path: '/train', who: 'member' },
  { name: 'training without an account', path: '/train' },
  { name: 'an exercise', path: '/train/squat', who: 'member' },
];

let server, mail, clients, clip, browser;
before(async () => {
  mail = await startMail();
  server = await startSite({ args: mail.args });
  clients = await settle(server);
  await signUp(server, { nickname: 'Alexandra the somewhat longer', language: 'en' });
  clients.trained = await signUp(server, { nickname: '서연' });
  await train(clients.trained);
  clients.known = await signUp(server, { nickname: '하준' });
  assert.equal((await enrol(clients.known)).state.state, 'done');
  clip = filmClip('browser_squat', 1);
  ({ browser } = await openBrowser({ camera: clip.file }));
});
after(async () => {
  await browser?.close();
  await server?.end();
  await mail?.stop();
  clip?.remove();
});

/** Two exercises, several days, a goal, faults, and what was not counted. */
async function train(client) {
  const day_ms = 24 * 3600e3;
  const start = Date.now() - 3600e3;
  const mixed = (faults, at) => Array.from({ length: 12 }, (_, i) => repetition(i + 1, at, {
    ...(i % 5 === 4 ? { counted: false, reason: 'too_shallow', range_deg: 0, up_ms: 0 } : { faults: i % 3 ? [] : faults }),
  }));
  for (const [key, exercise, faults, at] of [
    [WORKOUT, 'squat', ['knees_in', 'torso_forward'], start],
    [newKey(), 'squat', ['too_shallow'], start - day_ms],
    [newKey(), 'dumbbell_curl', ['half_range'], start - 9 * day_ms],
  ]) {
    expect(await client.put(`/workouts/${key}`, batch(at, 0, { exercise, repetitions: mixed(faults, at) })), 200);
  }
  expect(await client.patch('/me', { goals: { days_a_week: 4, repetitions_a_week: { squat: 150, dumbbell_curl: 80 } } }), 200);
}

for (const [size, { locale, ...screen }] of Object.entries(SIZES)) {
  describe(size, () => {
    let context;
    before(async () => {
      context = await browser.newContext({ ...screen, locale, reducedMotion: 'reduce', permissions: ['camera'] });
      for (const client of Object.values(clients)) expect(await client.patch('/me', { language: locale.slice(0, 2) }), 200);
    });
    after(() => context?.close());

    for (const { name, path, who, prepare, act, expected = [] } of PAGES) {
      test(name, async () => {
        await enterAs(context, server, clients[who]);
        const { page, troubles } = await openPage(context);
        await prepare?.(page);
        await page.goto(server.origin + path);
        await settled(page);
        await act?.(page);
        assert.equal(await page.getAttribute('html', 'lang'), locale.slice(0, 2));
        assert.equal(await page.getAttribute('html', 'data-theme'), screen.colorScheme);
        assert.match(await page.title(), locale === 'ko-KR' ? /아이핏/ : /AI Fit/);
        assert.ok((await overflow(page)) <= 0, 'the page is wider than the screen');
        assert.deepEqual(await seriousFaults(page), []);
        assert.deepEqual(await unreachable(page), []);
        assert.deepEqual(troubles.filter((text) => !expected.some((status) => text.includes(status))), []);
        await page.close();
      });
    }
  });
}

test('a member’s page takes less than 150 KB, its charts included, and no WebAssembly', async (t) => {
  for (const path of ['/home', `/workouts/${WORKOUT}`, '/history', '/profile']) {
    const fresh = await browser.newContext();
    await enterAs(fresh, server, clients.trained);
    const { kb, urls } = await weigh(fresh, server.origin + path);
    t.diagnostic(`${path}: ${kb.toFixed(1)} KB in ${urls.length} requests`);
    assert.ok(kb > 20 && kb < 150, `${path}: ${kb} KB`);
    assert.deepEqual(urls.filter((url) => WEIGHTY.test(url)), []);
    assert.equal(urls.some((url) => /chart_js/.test(url)), path === '/home' || path.startsWith('/workouts'), 'charts come where there are some');
    await fresh.close();
  }
});
