// Logging in by face, in the browser, against the real server: a rendered head registers and gets in, others do not.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { change, expect, PASSWORD, signUp } from '../server/api.mjs';
import { openBrowser, openPage, PATIENCE } from './lib/browser.mjs';
import { Camera } from './lib/person.mjs';
import { enterAs, settle, settled, startSite } from './lib/site.mjs';
import { site } from './lib/words.mjs';

const { common, accountWords, enrolWords, faceWords, profileWords, adminWords, problemWords } = Object.fromEntries(Object.entries(site).map(([name, both]) => [name, both.ko ?? both]));

let server, admin, member, camera, browser, context, page, troubles;
before(async () => {
  server = await startSite({ args: ['--face-password', 'never'] });
  ({ admin, member } = await settle(server));
  camera = new Camera();
  ({ browser } = await openBrowser({ camera: camera.file }));
});
after(async () => {
  await browser?.close();
  camera?.end();
  await server?.end();
});
beforeEach(async () => {
  context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'ko-KR', reducedMotion: 'reduce', permissions: ['camera'] });
  context.setDefaultTimeout(PATIENCE);
  camera.show(null);
  await camera.follow(context);
});
afterEach(() => context.close());

async function open(path, client) {
  await enterAs(context, server, client);
  ({ page, troubles } = await openPage(context, server.origin + path));
  await settled(page);
}
const scene = (kind) => page.waitForSelector(`[data-scene=${kind}]`);
const button = (name) => page.getByRole('button', { name, exact: true });
const words = () => page.textContent('.face-words');
const toast = (text) => page.getByRole('status').getByText(text).waitFor();
const arrive = (where) => page.waitForURL((url) => url.pathname === where);
/** Pictures that the page has sent and are answered. */
const sent = () => page.evaluate(() => performance.getEntriesByType('resource').filter(({ name }) => /\/frames\/\d+$/.test(name)).length);

describe('registering', () => {
  test('is offered after signing up, and can wait', async () => {
    await open('/sign-up');
    const fields = { email: 'later@example.org', nickname: '수민', born_on: '2001-02-03', password: PASSWORD, password_again: PASSWORD };
    for (const [name, value] of Object.entries(fields)) await page.fill(`[name=${name}]`, value);
    await page.click('form [type=submit]');
    await arrive('/profile/face');
    assert.equal(await page.textContent('h1'), enrolWords.offerTitle);
    await page.getByRole('link', { name: enrolWords.later }).click();
    await arrive('/home');
  });

  test('wants consent, then the half-turn; a head that turns is registered', async () => {
    camera.show('man');
    await open('/profile/face', member);
    await page.click('form [type=submit]');
    await page.getByText(enrolWords.consentMissing).waitFor();
    await page.check('[name=consent]');
    await page.click('form [type=submit]');
    await scene('done');
    await page.getByRole('link', { name: enrolWords.toProfile }).click();
    await settled(page);
    await page.getByText(enrolWords.neverUsed).waitFor();
    const face = expect(await member.get('/me/face'), 200);
    assert.equal(face.templates.length, 1);
    assert.ok(face.consented_at);
    assert.deepEqual(troubles, []);
  });
});

describe('logging in', () => {
  test('whoever stands at the door gets in without touching anything, is greeted, and leaves it for the next one', async () => {
    expect(await member.patch('/me', { language: 'en' }), 200);
    camera.show('man');
    await open('/door');
    await scene('welcome');
    assert.equal(await words(), faceWords.welcome('지민'));
    await arrive('/home');
    await page.click('a[href="/profile"]');
    await settled(page);
    await button(site.common.en.logOut).click();
    await arrive('/door');
    await page.getByRole('heading', { name: faceWords.title }).waitFor(); // in the screen's language, not the member's
    expect(await member.patch('/me', { language: 'ko' }), 200);
    const { uses } = expect(await member.get('/me/face'), 200);
    assert.equal(uses.length, 1);
  });

  test('a photo is refused whoever it shows, is told why, and tried again by itself', async () => {
    camera.show('man', { photo: true });
    await open('/login/face');
    await scene('refused');
    const { face_unknown: _, ...reasons } = faceWords.reasons; // that would be whom it shows, once it was taken for alive
    assert.ok(Object.values(reasons).map(({ title }) => title).includes(await words()));
    assert.ok((await sent()) <= 40, 'as many pictures as the server takes');
    await scene('running');
    await page.getByRole('link', { name: faceWords.usePassword }).click();
    await arrive('/login');
  });

  test('a film of the member that follows the challenge is asked for the password, and why is said; the screen lights who is there', async () => {
    camera.show('man', { film: true });
    await open('/login/face');
    await scene('password');
    assert.equal(await page.textContent('.face-text'), faceWords.passwordUnlit);
    const shown = camera.lights.filter(({ light }) => light);
    assert.equal(new Set(shown.map(({ light }) => light)).size, 4);
    const pauses = shown.slice(1).map(({ at_ms }, i) => at_ms - shown[i].at_ms);
    assert.ok(Math.min(...pauses) > 450, `flickers: ${pauses}`); // three flashes, six changes, a second are too many
    await page.fill('[name=password]', PASSWORD);
    await page.click('form [type=submit]');
    await scene('welcome');
  });

  test('somebody else is not taken for the member', async () => {
    camera.show('other');
    await open('/login/face');
    await page.waitForFunction((title) => document.querySelector('.face-words')?.textContent === title, faceWords.reasons.face_unknown.title);
  });

  test('for an address, the way is asked with it, and what was typed is in no address bar', async () => {
    await open('/login?next=/history');
    await page.fill('[name=email]', member.email);
    const [request] = await Promise.all([
      page.waitForRequest((asked) => asked.url().endsWith('/face/challenges')),
      page.getByRole('link', { name: faceWords.title }).click(),
    ]);
    assert.deepEqual(request.postDataJSON(), { email: member.email });
    assert.equal(new URL(page.url()).search, '?next=%2Fhistory');
    await page.getByText(faceWords.oneEmail(member.email)).waitFor();
  });

  test('before nobody nothing is sent for long', async () => {
    await open('/door');
    await scene('asleep');
    const before = await sent();
    assert.ok(before >= 8 && before < 20, `${before} pictures`);
    await page.waitForFunction((s) => document.querySelector('video').currentTime > s, await page.evaluate(() => document.querySelector('video').currentTime + 3));
    assert.equal(await sent(), before);
  });

  test('pictures are small JPEGs, one at a time, numbered', async () => {
    camera.show('man', { photo: true });
    await context.addInitScript(() => {
      const { fetch } = globalThis;
      globalThis.sizes = []; // the browser does not tell those of blobs
      globalThis.fetch = (url, options) => (options?.body instanceof Blob && globalThis.sizes.push(options.body.size), fetch(url, options));
    });
    const numbers = [];
    let underWay = 0, most = 0;
    const isPicture = (request) => /\/frames\/\d+$/.test(request.url());
    context.on('request', (request) => {
      if (!isPicture(request)) return;
      most = Math.max(most, ++underWay);
      numbers.push([Number(request.url().split('/').at(-1)), request.headers()['content-type']]);
    });
    context.on('requestfinished', (request) => isPicture(request) && underWay--);
    await open('/login/face');
    await page.waitForFunction(() => globalThis.sizes.length >= 8);
    assert.deepEqual(numbers.slice(0, 8), Array.from({ length: 8 }, (_, i) => [i + 1, 'image/jpeg']));
    assert.equal(most, 1);
    for (const bytes of await page.evaluate(() => globalThis.sizes)) assert.ok(bytes > 2000 && bytes <= 65_536, `${bytes} bytes`);
  });

  test('a busy server is waited for, and the same number sent again', async () => {
    let refused = 0;
    await context.route('**/frames/2', (route) => (refused++ ? route.continue() : route.fulfill({
      status: 503, contentType: 'application/problem+json', headers: { 'retry-after': '1' }, body: JSON.stringify({ code: 'overloaded', status: 503, title: '' }),
    })));
    camera.show('man', { photo: true });
    await open('/login/face');
    await scene('waiting');
    assert.equal(await words(), faceWords.busy);
    await scene('running');
    await page.waitForFunction(() => performance.getEntriesByType('resource').some(({ name }) => /\/frames\/3$/.test(name)));
    assert.equal(refused, 2);
  });

  test('without a camera the password remains', async () => {
    const cameraless = await openBrowser();
    try {
      ({ page } = await openPage(cameraless.context, `${server.origin}/login/face`));
      await scene('no_camera');
      assert.equal(await words(), faceWords.problems.no_camera.title);
      await page.getByRole('link', { name: faceWords.usePassword }).click();
      await arrive('/login');
    } finally {
      await cameraless.browser.close();
    }
  });
});

describe('one’s own choice', () => {
  test('face and password: the password is asked for, and a wrong one refused; the easier way wants it too', async () => {
    expect(await member.patch('/me/face', { mode: 'face_password' }), 200);
    camera.show('man');
    await open('/login/face');
    await scene('password');
    await page.fill('[name=password]', 'not the right one');
    await page.click('form [type=submit]');
    await page.getByText(problemWords.codes.wrong_password).waitFor();
    await page.fill('[name=password]', PASSWORD);
    await page.click('form [type=submit]');
    await scene('welcome');
    await arrive('/home');
    await page.goto(`${server.origin}/profile`);
    await settled(page);
    await page.check('[name=face_mode][value=face]', { force: true });
    await page.getByRole('dialog', { name: enrolWords.loosenTitle }).waitFor();
    await page.fill('dialog [name=password]', PASSWORD);
    await page.click('dialog [type=submit]');
    await toast(enrolWords.modeChanged);
    assert.equal(expect(await member.get('/me/face'), 200).mode, 'face');
  });

  test('after a log-in by face, exporting asks for the password and says why', async () => {
    camera.show('man');
    await open('/login/face');
    await arrive('/home');
    await page.goto(`${server.origin}/profile`);
    await settled(page);
    await button(profileWords.export).click();
    await page.getByText(profileWords.exportWhy).waitFor();
    await page.fill('dialog [name=password]', PASSWORD);
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('dialog [type=submit]')]);
    assert.match(download.suggestedFilename(), /^aifit-\d{4}-\d\d-\d\d\.json$/);
    await page.waitForSelector('dialog', { state: 'detached' });
  });

  test('removing is at once: nothing is left, and the face opens nothing', async () => {
    await open('/profile', member);
    await button(enrolWords.removeAll).click();
    await page.getByRole('dialog').getByRole('button', { name: enrolWords.removeAll }).click();
    await toast(enrolWords.removed);
    await page.getByText(enrolWords.none).waitFor();
    assert.deepEqual(expect(await member.get('/me/face'), 200).templates, []);
    await context.clearCookies();
    camera.show('man');
    await open('/login/face');
    await page.waitForFunction((title) => document.querySelector('.face-words')?.textContent === title, faceWords.reasons.face_unknown.title);
  });
});

test('the administrator sees how it goes, and switches it off for everybody', async () => {
  await open('/admin', admin);
  const card = page.getByRole('region', { name: adminWords.faces });
  assert.ok(Number(await card.locator('.figures dd').nth(1).textContent()) >= 3, 'log-ins of the tests above');
  await button(adminWords.facesTurnOff).click();
  await toast(adminWords.facesTurnedOff);
  await open('/door');
  assert.equal(await words(), faceWords.off);
  await open('/login');
  assert.equal(await page.getByRole('link', { name: faceWords.title }).count(), 0);
  await open('/profile', member);
  await page.getByText(enrolWords.off).waitFor();
  await open('/admin', admin);
  await button(adminWords.facesTurnOn).click();
  await toast(adminWords.facesTurnedOn);
});

test('an administrator whom a face let in gives the password before the first change', async () => {
  change(server, `UPDATE sessions SET password_ms = 0 WHERE member_id = ${admin.id}`);
  await open('/admin', admin);
  await button(adminWords.facesTurnOff).click();
  await page.getByRole('dialog', { name: adminWords.confirmTitle }).getByRole('button', { name: common.cancel }).click();
  await toast(problemWords.codes.password_needed);
  await button(adminWords.facesTurnOff).click();
  await page.fill('dialog [name=password]', PASSWORD);
  await page.click('dialog [type=submit]');
  await toast(adminWords.facesTurnedOff);
  await button(adminWords.facesTurnOn).click();
  await toast(adminWords.facesTurnedOn);
});

test('whoever leaves the device at the door without logging out is logged out', async () => {
  const client = await signUp(server);
  await enterAs(context, server, null);
  ({ page } = await openPage(context));
  await page.clock.install();
  await page.goto(`${server.origin}/door`);
  await settled(page);
  await page.goto(`${server.origin}/login`); // within the same window
  await page.fill('[name=email]', client.email);
  await page.fill('[name=password]', PASSWORD);
  await page.click('form [type=submit]');
  await arrive('/home');
  await page.clock.fastForward(4 * 60_000);
  await arrive('/door');
});
