// Every page, as different people meet it: nothing serious for axe-core, all of it by keyboard, nothing out of the screen.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { expect, signUp } from '../server/api.mjs';
import { startMail } from '../server/smtp.mjs';
import { overflow, seriousFaults, unreachable } from './lib/audit.mjs';
import { filmClip, openBrowser, openPage } from './lib/browser.mjs';
import { enterAs, settle, settled, startSite } from './lib/site.mjs';

const SIZES = {
  phone: { viewport: { width: 390, height: 844 }, colorScheme: 'dark', locale: 'ko-KR' },
  'phone by day': { viewport: { width: 360, height: 740 }, colorScheme: 'light', locale: 'en-US' },
  desktop: { viewport: { width: 1440, height: 900 }, colorScheme: 'light', locale: 'ko-KR' },
  'a wall': { viewport: { width: 3840, height: 2160 }, colorScheme: 'dark', locale: 'en-US' },
};

/** who: the key of a client; act: what opens what is looked at. Buttons are found by what they are, not by their words. */
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
  { name: 'training', path: '/train', who: 'member' },
];

let server, mail, clients, clip, browser;
before(async () => {
  mail = await startMail();
  server = await startSite({ args: mail.args });
  clients = await settle(server);
  await signUp(server, { nickname: 'Alexandra the somewhat longer', language: 'en' });
  clip = filmClip('browser_squat', 1);
  ({ browser } = await openBrowser({ camera: clip.file }));
});
after(async () => {
  await browser?.close();
  await server?.end();
  await mail?.stop();
  clip?.remove();
});

for (const [size, { locale, ...screen }] of Object.entries(SIZES)) {
  describe(size, () => {
    let context;
    before(async () => {
      context = await browser.newContext({ ...screen, locale, reducedMotion: 'reduce', permissions: ['camera'] });
      for (const client of Object.values(clients)) expect(await client.patch('/me', { language: locale.slice(0, 2) }), 200);
    });
    after(() => context?.close());

    for (const { name, path, who, act, expected = [] } of PAGES) {
      test(name, async () => {
        await enterAs(context, server, clients[who]);
        const { page, troubles } = await openPage(context, server.origin + path);
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
