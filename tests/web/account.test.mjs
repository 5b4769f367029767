// What a person does about the own account, in the browser, against the real server and a real SMTP server.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { expect, PASSWORD, signUp } from '../server/api.mjs';
import { codeIn, startMail } from '../server/smtp.mjs';
import { filmClip, openBrowser, openPage } from './lib/browser.mjs';
import { enterAs, settled, startSite } from './lib/site.mjs';
import { site } from './lib/words.mjs';

const { common, accountWords, profileWords, adminWords, photoWords, problemWords } = Object.fromEntries(Object.entries(site).map(([name, both]) => [name, both.ko ?? both]));
/** Where members land: the home page as soon as there is one. */
const HOME = '/home';
const NEW_PASSWORD = 'seven bright lanterns';

let server, mail, clip, browser, context, page, troubles;
before(async () => {
  mail = await startMail();
  server = await startSite({ args: mail.args });
  clip = filmClip('browser_squat', 1);
  ({ browser } = await openBrowser({ camera: clip.file }));
});
after(async () => {
  await browser?.close();
  await server?.end();
  await mail?.stop();
  clip?.remove();
});

beforeEach(async () => {
  context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'ko-KR', colorScheme: 'dark', reducedMotion: 'reduce', permissions: ['camera'] });
  ({ page, troubles } = await openPage(context));
});
afterEach(() => context.close());

async function open(path, client) {
  await enterAs(context, server, client);
  await page.goto(server.origin + path);
  await settled(page);
}
const button = (name, scope = page) => scope.getByRole('button', { name, exact: true });
const submit = () => page.click('form [type=submit]');
const path = () => new URL(page.url()).pathname;
const arrive = (where) => page.waitForURL((url) => url.pathname === where);
const toast = (text) => page.getByRole('status').getByText(text).waitFor();
/** What is said about a field, which then has the focus. */
async function refusal(field) {
  const input = page.locator(`[name=${field}][aria-invalid]`);
  await input.waitFor();
  await page.waitForFunction((name) => document.activeElement?.getAttribute('name') === name, field);
  const ids = await input.getAttribute('aria-describedby');
  return page.textContent(`[id="${ids.split(' ').at(-1)}"]`);
}

async function fill(fields) {
  for (const [name, value] of Object.entries(fields)) await page.fill(`[name=${name}]`, value);
}

const logIn = async (email, password) => {
  await fill({ email, password });
  await submit();
};

describe('signing up', () => {
  test('the first link makes the administrator, photo from the camera included', async () => {
    await open(`/sign-up?invitation=${server.invitation}`);
    await button(photoWords.take).click();
    await button(photoWords.shoot).click();
    await page.locator('dialog input[type=range]').fill('2');
    await page.locator('.crop').press('ArrowUp');
    await button(photoWords.use).click();
    await page.waitForSelector('.portrait img');
    await fill({ email: 'first@example.org', nickname: '하윤', born_on: '1990-01-31', password: PASSWORD, password_again: PASSWORD });
    assert.equal(await page.locator('.rules .met').count(), 3);
    await submit();
    await toast(accountWords.welcome('하윤'));
    await arrive('/profile/face'); // offered, not asked for
    await page.click('.below a');
    await arrive(HOME);
    const session = await page.evaluate(() => fetch('/api/v1/session').then((answer) => answer.json()));
    assert.equal(session.member.role, 'administrator');
    const photo = await page.evaluate(async (url) => {
      const picture = await createImageBitmap(await (await fetch(url)).blob());
      return [picture.width, picture.height];
    }, session.member.photo);
    assert.deepEqual(photo, [512, 512]);
    assert.deepEqual(troubles, []);
  });

  test('what is wrong is said at the field, before asking and after', async () => {
    const other = await signUp(server);
    await open('/sign-up');
    await submit();
    assert.equal(await refusal('email'), problemWords.reasons.missing);
    await fill({ email: 'no address', nickname: '지우', born_on: '1990-01-31', password: PASSWORD, password_again: 'another' });
    await submit();
    assert.equal(await refusal('email'), problemWords.reasons.not_an_email);
    await fill({ email: other.email });
    await submit();
    assert.equal(await refusal('password_again'), problemWords.reasons.not_the_same);
    await fill({ password: 'password1234', password_again: 'password1234' });
    await submit();
    assert.equal(await refusal('password'), problemWords.reasons.too_common);
    await fill({ password: PASSWORD, password_again: PASSWORD });
    await submit();
    assert.equal(await refusal('email'), problemWords.codes.email_taken);
  });

  test('the rules of a password are told while typing', async () => {
    await open('/sign-up');
    const met = () => page.$$eval('.rules li:has(.mark)', (all) => all.map((rule) => rule.classList.contains('met')));
    await fill({ email: 'lantern@example.org', nickname: '지우' });
    assert.deepEqual(await met(), [false, false, false]);
    await fill({ password: 'lantern' });
    assert.deepEqual(await met(), [false, false, false]);
    await fill({ password: 'seven bright lamps', password_again: 'seven bright lamp' });
    assert.deepEqual(await met(), [true, true, false]);
    await fill({ password_again: 'seven bright lamps' });
    assert.deepEqual(await met(), [true, true, true]);
  });
});

describe('logging in', () => {
  test('leads to where one was going, and nowhere else', async () => {
    const { email } = await signUp(server);
    for (const [next, there] of [['/profile', '/profile'], ['//evil.example/x', HOME], ['https://evil.example', HOME], ['/\\evil.example', HOME]]) {
      await open(`/login?next=${encodeURIComponent(next)}`);
      await logIn(email, PASSWORD);
      await arrive(there);
      assert.equal(new URL(page.url()).origin, server.origin);
    }
  });

  test('a member’s page asks for it and comes back; a visitor’s is none for members', async () => {
    const client = await signUp(server);
    await open('/profile');
    assert.equal(path(), '/login');
    await logIn(client.email, PASSWORD);
    await arrive('/profile');
    await page.goto(`${server.origin}/login`);
    await arrive(HOME);
    await open('/admin', client);
    assert.equal(await page.textContent('h1'), common.notFoundTitle);
  });

  test('a wrong one says nothing about the address', async () => {
    const { email } = await signUp(server);
    await open('/login');
    for (const address of [email, 'nobody@example.org']) {
      await logIn(address, 'not the right one');
      await page.waitForSelector('[data-problem=wrong_login]');
      assert.equal(await page.textContent('[data-problem]'), problemWords.codes.wrong_login);
    }
  });

  test('a token that changed in another tab is fetched anew; a session that ended elsewhere asks to log in', async () => {
    const client = await signUp(server);
    await open('/profile', client);
    const again = await context.newPage();
    await again.goto(`${server.origin}/profile`);
    await button(common.logOut, again).click();
    await again.waitForURL((url) => url.pathname === '/');
    await again.goto(`${server.origin}/login`);
    await again.fill('[name=email]', client.email);
    await again.fill('[name=password]', PASSWORD);
    await again.click('[type=submit]');
    await again.waitForURL((url) => url.pathname === HOME);
    await fill({ nickname: '새 이름' });
    await submit();
    await toast(common.saved);
    const elsewhere = await server.client().arrive();
    expect(await elsewhere.logIn(client.email), 200);
    expect(await elsewhere.delete('/sessions'), 204);
    await submit();
    await arrive('/login');
    assert.equal(new URL(page.url()).search, '?next=%2Fprofile');
  });

  test('a server that is gone is said, and tried again', async () => {
    await open('/login');
    await page.route('**/api/**', (route) => route.abort());
    await logIn('somebody@example.org', PASSWORD);
    await page.waitForSelector('[data-problem=offline]');
    await page.reload();
    assert.equal(await page.textContent('h1'), common.unreachableTitle);
    await page.unroute('**/api/**');
    await button(common.retry).click();
    await page.waitForSelector('[name=password]');
  });

  test('a proxy that answers in the server’s place, and how long to wait', async () => {
    await open('/login');
    await page.route('**/api/v1/session', (route) => route.fulfill({ status: 502, contentType: 'text/html', body: '<h1>Bad gateway</h1>' }));
    await logIn('somebody@example.org', PASSWORD);
    await page.waitForSelector('[data-problem=unexpected]');
    await page.unroute('**/api/v1/session');
    const problem = { type: 'about:blank', title: '', status: 429, code: 'too_many_requests', request_id: '0', retry_after_s: 125 };
    await page.route('**/api/v1/session', (route) => route.fulfill({ status: 429, contentType: 'application/problem+json', body: JSON.stringify(problem) }));
    await submit();
    await page.waitForSelector('[data-problem=too_many_requests]');
    assert.match(await page.textContent('[data-problem]'), /3분 뒤에/);
  });
});

describe('a forgotten password', () => {
  test('is set anew with the code of a letter', async () => {
    const { email } = await signUp(server);
    await open('/login');
    await page.getByRole('link', { name: accountWords.forgotten }).click();
    await page.waitForFunction(() => document.activeElement?.tagName === 'H1' && location.pathname === '/forgotten-password');
    await fill({ email });
    await submit();
    await page.waitForSelector('[role=timer]');
    assert.match(await page.textContent('[role=timer] b'), /^(5:00|4:5\d)$/);
    const code = codeIn(await mail.letter());
    await fill({ code: 'AAAA2222', password: NEW_PASSWORD, password_again: NEW_PASSWORD });
    await submit();
    assert.equal(await refusal('code'), problemWords.codes.wrong_code);
    await fill({ code: `${code.slice(0, 4)} - ${code.slice(4).toLowerCase()}` });
    await submit();
    await toast(accountWords.passwordSet);
    await logIn(email, NEW_PASSWORD);
    await arrive(HOME);
  });

  test('runs out after five minutes; another code can be had', async () => {
    const { email } = await signUp(server);
    await page.clock.install();
    await open('/forgotten-password');
    await fill({ email });
    await submit();
    await page.waitForSelector('[role=timer]');
    codeIn(await mail.letter());
    await page.clock.fastForward('04:00');
    await page.waitForFunction(() => /^(1:00|0:5\d)$/.test(document.querySelector('[role=timer] b').textContent));
    await page.clock.fastForward('01:05');
    await page.getByRole('alert').getByText(accountWords.expired).waitFor();
    assert.ok(await button(accountWords.setPassword).isDisabled());
    await button(accountWords.resend).click();
    await toast(accountWords.resent);
    const code = codeIn(await mail.letter());
    await fill({ code, password: NEW_PASSWORD, password_again: NEW_PASSWORD });
    await button(accountWords.setPassword).click();
    await arrive('/login');
  });
});

describe('the profile', () => {
  let client;
  beforeEach(async () => {
    client = await signUp(server);
    await open('/profile', client);
  });
  const me = async () => expect(await client.get('/me'), 200);

  test('keeps nickname, goals, language and colours with the member', async () => {
    await fill({ nickname: '서연' });
    await submit();
    await toast(common.saved);
    assert.equal(await page.textContent('h1'), '서연');
    await fill({ days_a_week: '9' });
    const goals = page.locator('form', { has: page.locator('[name=days_a_week]') });
    await goals.locator('[type=submit]').click();
    assert.equal(await refusal('days_a_week'), problemWords.reasons.out_of_range);
    await fill({ days_a_week: '5', squat: '120' });
    await goals.locator('[type=submit]').click();
    await page.waitForFunction(() => !document.querySelector('[aria-busy]'));
    await page.check('[name=theme][value=light]');
    await page.waitForSelector('html[data-theme=light]');
    await page.check('[name=language][value=en]');
    await page.waitForSelector('html[lang=en]');
    await page.getByRole('heading', { name: site.profileWords.en.goals }).waitFor();
    const { nickname, goals: kept, language, settings } = await me();
    assert.deepEqual([nickname, language, settings], ['서연', 'en', { theme: 'light' }]);
    assert.deepEqual(kept, { days_a_week: 5, repetitions_a_week: { squat: 120 } });
    const elsewhere = await browser.newContext({ locale: 'ko-KR', colorScheme: 'dark' });
    await enterAs(elsewhere, server, client);
    const other = await elsewhere.newPage();
    await other.goto(`${server.origin}/profile`);
    await other.waitForSelector('html[lang=en][data-theme=light]');
    await elsewhere.close();
  });

  test('moves to another address with its code', async () => {
    await button(profileWords.changeEmail).click();
    const address = `moved-${client.email}`;
    await fill({ email: address, password: 'not the right one' });
    await button(profileWords.sendCode).click();
    assert.equal(await refusal('password'), problemWords.codes.wrong_password);
    await fill({ password: PASSWORD });
    await button(profileWords.sendCode).click();
    await page.waitForSelector('[role=timer]');
    const letter = await mail.letter();
    await fill({ code: codeIn(letter) });
    await page.locator('form', { has: page.locator('[name=code]') }).locator('[type=submit]').click();
    await toast(profileWords.emailChanged);
    await page.getByText(address, { exact: true }).waitFor();
    assert.equal((await me()).email, address);
  });

  test('changes the password, which ends the other sessions', async () => {
    const other = server.client();
    await other.arrive();
    expect(await other.logIn(client.email), 200);
    await button(profileWords.changePassword).click();
    await fill({ current: 'not the right one', password: NEW_PASSWORD, password_again: NEW_PASSWORD });
    await page.click('form:has([name=current]) [type=submit]');
    assert.equal(await refusal('current'), problemWords.codes.wrong_password);
    await fill({ current: PASSWORD });
    await page.click('form:has([name=current]) [type=submit]');
    await toast(profileWords.passwordChanged);
    expect(await other.get('/me'), 401);
  });

  test('ends a session elsewhere, then all of them', async () => {
    const other = server.client();
    await other.arrive();
    expect(await other.logIn(client.email), 200);
    await page.reload();
    await settled(page);
    await button(profileWords.endThereOf(profileWords.unknownDevice)).click();
    await toast(profileWords.ended);
    expect(await other.get('/me'), 401);
    await button(profileWords.endAll).click();
    await button(profileWords.endAll, page.getByRole('dialog')).click();
    await arrive('/');
    expect(await client.get('/me'), 401);
  });

  test('takes a photo from a file, and removes it', async () => {
    await page.setInputFiles('input[type=file]', { name: 'no.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('no picture') });
    await toast(photoWords.unreadable);
    const picture = await page.screenshot({ type: 'jpeg' });
    await page.setInputFiles('input[type=file]', { name: 'me.jpg', mimeType: 'image/jpeg', buffer: picture });
    await button(photoWords.use).click();
    await toast(profileWords.photoSaved);
    await page.waitForFunction(() => document.querySelector('.portrait img')?.naturalWidth === 512);
    await button(photoWords.remove).click();
    await toast(profileWords.photoRemoved);
    assert.equal((await me()).photo, null);
  });

  test('gives everything out, and deletes everything', async () => {
    const [download] = await Promise.all([page.waitForEvent('download'), button(profileWords.export).click()]);
    const everything = JSON.parse(readFileSync(await download.path(), 'utf8'));
    assert.equal(everything.profile.email, client.email);
    await button(profileWords.delete).click();
    await fill({ password: 'not the right one' });
    await button(profileWords.deleteForever).click();
    assert.equal(await refusal('password'), problemWords.codes.wrong_password);
    await page.keyboard.press('Escape');
    await page.waitForSelector('dialog', { state: 'detached' });
    await button(profileWords.delete).click();
    await fill({ password: PASSWORD });
    await button(profileWords.deleteForever).click();
    await arrive('/');
    await toast(profileWords.deleted);
    expect(await server.client().arrive().then((visitor) => visitor.logIn(client.email)), 401);
  });
});

describe('administration', () => {
  let admin, member;
  beforeEach(async () => {
    admin = await server.client().arrive();
    expect(await admin.logIn('first@example.org'), 200);
    member = await signUp(server, { nickname: '검색될사람' });
    await open('/admin', admin);
  });
  const manage = async () => {
    await page.getByRole('searchbox').fill(member.email.toUpperCase());
    assert.equal(await page.locator('.search + .rows > li').count(), 1);
    await button(adminWords.manageOf('검색될사람')).click();
  };

  test('finds a member, disables and enables', async () => {
    await page.getByRole('searchbox').fill('no such person');
    await page.getByText(adminWords.nobodyFound).waitFor();
    await manage();
    await button(adminWords.disable, page.getByRole('dialog')).click();
    await page.locator('.badge.bad', { hasText: adminWords.disabled }).waitFor();
    expect(await member.get('/me'), 401);
    await button(adminWords.manageOf('검색될사람')).click();
    await button(adminWords.enable, page.getByRole('dialog')).click();
    await page.locator('.badge.bad').waitFor({ state: 'detached' });
    expect(await server.client().arrive().then((anew) => anew.logIn(member.email)), 200);
  });

  test('makes a reset code that works', async () => {
    await manage();
    await button(adminWords.resetCode).click();
    const code = await page.getByLabel(adminWords.code, { exact: true }).inputValue();
    await page.waitForSelector('dialog [role=timer]');
    await open('/forgotten-password');
    await button(accountWords.haveCode).click();
    await fill({ email: member.email, code, password: NEW_PASSWORD, password_again: NEW_PASSWORD });
    await submit();
    await arrive('/login');
    await logIn(member.email, NEW_PASSWORD);
    await arrive(HOME);
  });

  test('changes the role and deletes', async () => {
    await manage();
    await button(adminWords.makeAdministrator).click();
    await page.locator('.search + .rows .badge.accent').waitFor();
    expect(await member.get('/admin/status'), 200);
    await button(adminWords.manageOf('검색될사람')).click();
    await button(adminWords.deleteMember).click();
    await page.getByRole('alert').getByText(adminWords.deleteConfirm('검색될사람')).waitFor();
    await button(adminWords.deleteMember).click();
    await toast(adminWords.deleted);
    expect(await member.get('/me'), 401);
  });

  test('invites by a link that can be copied, used once, or withdrawn', async () => {
    await context.grantPermissions(['camera', 'clipboard-read', 'clipboard-write']);
    await button(adminWords.newInvitation).click();
    await fill({ note: '저녁반', days: '3' });
    await page.click('dialog [type=submit]');
    await button(common.copy).click();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(link, /\/sign-up\?invitation=\w+$/);
    await page.keyboard.press('Escape');
    await button(adminWords.withdrawOf('저녁반')).click();
    await toast(adminWords.withdrawn);
    await open(new URL(link).pathname + new URL(link).search);
    await fill({ email: 'invited@example.org', nickname: '수민', born_on: '2001-02-03', password: PASSWORD, password_again: PASSWORD });
    await submit();
    assert.equal(await refusal('invitation'), problemWords.codes.bad_invitation);
  });

  test('tells what the mail server says', async () => {
    await mail.refuse('550 5.7.1 not today');
    await button(adminWords.mailTest).click();
    assert.match(await page.getByRole('alert').locator('code').textContent(), /550|not today|refused/i);
    await mail.refuse(null);
    await button(adminWords.mailTest).click();
    await toast(adminWords.mailSent);
    assert.deepEqual((await mail.letter()).to, ['first@example.org']);
  });
});
