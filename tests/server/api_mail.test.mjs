// Codes by real SMTP: forgotten passwords, new addresses, the test letter, and a mail server that is away.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { administrator, databases, expect, newEmail, PASSWORD, serve, signUp } from './api.mjs';
import { certificate, codeIn, startMail } from './smtp.mjs';

const NEW = 'a quite different one';
const reset = (client, email, code, password = NEW) =>
  client.post('/password-resets/confirm', { email, code, password, password_again: password });

for (const kind of databases) {
  describe(kind, () => {
    let mail, server;
    before(async () => {
      mail = await startMail({ security: 'starttls', user: 'fit', password: 'sesame street', ...certificate() });
      server = await serve({ kind, args: mail.args });
    });
    after(async () => {
      await server.end();
      await mail.stop();
    });
    const askFor = async (who) => {
      assert.deepEqual(expect(await (await server.client().arrive()).post('/password-resets', { email: who.email }), 202), { valid_s: 300 });
      return mail.letter();
    };

    test('the letter is whole, encrypted, and in the member\'s language', async () => {
      assert.equal(expect(await (await server.client().arrive()).get('/session'), 200).mail, true);
      for (const [language, subject, word] of [['ko', '[아이핏] 비밀번호 재설정 코드', '비밀번호'], ['en', '[AI Fit] Your code for a new password', 'password']]) {
        const member = await signUp(server, { language });
        const letter = await askFor(member);
        assert.equal(letter.from, 'fit@example.org');
        assert.deepEqual(letter.to, [member.email]);
        assert.equal(letter.headers.Subject, subject);
        assert.equal(letter.headers.From, 'AI Fit 아이핏 <fit@example.org>');
        assert.match(letter.headers.Date, /^\w{3}, \d\d \w{3} \d{4} [\d:]{8} \+0000$/);
        assert.match(letter.headers['Message-ID'], /^<[0-9a-f]{32}@example\.org>$/);
        assert.ok(letter.body.includes(word) && codeIn(letter) && letter.body.includes(server.origin));
        assert.deepEqual([letter.defects, letter.tls, letter.authenticated], [[], true, true]);
      }
    });

    test('the code sets a new password, once, and ends all sessions', async () => {
      const member = await signUp(server);
      const elsewhere = await server.client().arrive();
      expect(await elsewhere.logIn(member.email), 200);
      const code = codeIn(await askFor(member));
      const stranger = await server.client().arrive();
      const typed = `${code.slice(0, 4).toLowerCase()}-${code.slice(4)} `;
      expect(await reset(stranger, member.email.toUpperCase(), typed), 204);
      expect(await reset(stranger, member.email, code), 422, 'wrong_code');
      expect(await member.get('/me'), 401, 'not_logged_in');
      expect(await elsewhere.get('/me'), 401, 'not_logged_in');
      expect(await stranger.logIn(member.email), 401, 'wrong_login');
      expect(await stranger.logIn(member.email, NEW), 200);
      const { events } = expect(await stranger.get('/me/export'), 200);
      assert.ok(events.some((e) => e.kind === 'password_reset'));
    });

    test('who has forgotten the password for long need not wait with the new one', async () => {
      const member = await signUp(server);
      const stranger = await server.client().arrive();
      for (let i = 0; i < 10; i++) expect(await stranger.logIn(member.email, 'not the password'), 401, 'wrong_login');
      expect(await stranger.logIn(member.email, 'not the password'), 429, 'too_many_requests');
      expect(await reset(stranger, member.email.toUpperCase(), codeIn(await askFor(member))), 204);
      expect(await stranger.logIn(member.email, NEW), 200);
    });

    test('five wrong tries and the code is gone', async () => {
      const member = await signUp(server);
      const code = codeIn(await askFor(member));
      const stranger = await server.client().arrive();
      const wrong = code[0] === 'A' ? `B${code.slice(1)}` : `A${code.slice(1)}`;
      for (let i = 0; i < 5; i++) expect(await reset(stranger, member.email, wrong), 422, 'wrong_code');
      expect(await reset(stranger, member.email, code), 422, 'wrong_code');
      expect(await stranger.logIn(member.email), 200);
    });

    test('a code is its own member\'s, and the newest one', async () => {
      const member = await signUp(server), other = await signUp(server);
      const first = codeIn(await askFor(member));
      const second = codeIn(await askFor(member));
      assert.notEqual(first, second);
      const stranger = await server.client().arrive();
      expect(await reset(stranger, other.email, second), 422, 'wrong_code');
      expect(await reset(stranger, member.email, first), 422, 'wrong_code');
      expect(await reset(stranger, member.email, second), 204);
    });

    test('a bad password costs no try, nor does one like the nickname', async () => {
      const member = await signUp(server, { nickname: 'Wanderer' });
      const code = codeIn(await askFor(member));
      const stranger = await server.client().arrive();
      for (let i = 0; i < 6; i++) expect(await reset(stranger, member.email, code, 'password1'), 422, 'invalid_field password too_common');
      expect(await reset(stranger, member.email, code, 'the-wanderer-77'), 422, 'invalid_field password like_nickname');
      expect(await reset(stranger, member.email, code), 204);
    });

    test('an address that nobody has is answered alike, and gets no letter', async () => {
      const member = await signUp(server), unknown = newEmail();
      const stranger = await server.client().arrive();
      const asked = await stranger.post('/password-resets', { email: unknown });
      assert.deepEqual(expect(asked, 202), { valid_s: 300 });
      expect(await reset(stranger, unknown, 'ABCDEFGH'), 422, 'wrong_code');
      const letter = await askFor(member); // the next letter is not the unknown one's
      assert.deepEqual(letter.to, [member.email]);
      const known = await stranger.post('/password-resets', { email: member.email });
      await mail.letter();
      const shape = (answer) => [answer.status, [...answer.headers.keys()].sort(), answer.bytes.toString()];
      assert.deepEqual(shape(known), shape(asked));
    });

    test('no inbox is filled: three letters, then one each five minutes', async () => {
      const member = await signUp(server), unknown = newEmail();
      for (const email of [member.email, unknown]) {
        const stranger = await server.client().arrive();
        for (let i = 0; i < 3; i++) expect(await stranger.post('/password-resets', { email: i ? email : email.toUpperCase() }), 202);
        const refused = expect(await (await server.client().arrive()).post('/password-resets', { email }), 429, 'too_many_requests');
        assert.ok(refused.retry_after_s > 200 && refused.retry_after_s <= 300, String(refused.retry_after_s));
      }
      for (let i = 0; i < 3; i++) assert.deepEqual((await mail.letter()).to, [member.email]);
    });

    test('a disabled member gets no letter', async () => {
      const member = await signUp(server), other = await signUp(server);
      const admin = server.admin ?? (server.admin = await administrator(server));
      expect(await admin.patch(`/admin/members/${member.id}`, { disabled: true }), 204);
      expect(await (await server.client().arrive()).post('/password-resets', { email: member.email }), 202);
      assert.deepEqual((await askFor(other)).to, [other.email]);
    });

    test('a new address is proved by its code', async () => {
      const member = await signUp(server), email = newEmail(), old = member.email;
      expect(await member.post('/me/email', { email, password: 'not the password' }), 403, 'wrong_password');
      expect(await member.post('/me/email', { email, password: PASSWORD }), 202);
      const letter = await mail.letter();
      assert.deepEqual([letter.to, letter.headers.Subject], [[email], '[아이핏] 이메일 주소 확인 코드']);
      const code = codeIn(letter);
      const thief = await signUp(server);
      expect(await thief.put('/me/email', { email, code }), 422, 'wrong_code');
      expect(await member.put('/me/email', { email: newEmail(), code }), 422, 'wrong_code');
      assert.equal(expect(await member.get('/me'), 200).email, old);
      expect(await member.put('/me/email', { email, code }), 204);
      assert.equal(expect(await member.get('/me'), 200).email, email);
      const elsewhere = await server.client().arrive();
      expect(await elsewhere.logIn(old), 401, 'wrong_login');
      expect(await elsewhere.logIn(email), 200);
    });

    test('a taken address is told only to who reads it', async () => {
      const member = await signUp(server), other = await signUp(server);
      expect(await member.post('/me/email', { email: other.email, password: PASSWORD }), 202);
      const code = codeIn(await mail.letter());
      expect(await member.put('/me/email', { email: other.email, code }), 409, 'email_taken');
      assert.equal(expect(await member.get('/me'), 200).email, member.email);
    });

    test('the test letter goes at once, or tells why not', async () => {
      const admin = server.admin ?? (server.admin = await administrator(server));
      assert.deepEqual(expect(await admin.post('/admin/mail-test'), 200), { sent: true, answer: '' });
      assert.deepEqual((await mail.letter()).to, [admin.email]);
      await mail.refuse('554 5.7.1 not from you');
      assert.deepEqual(expect(await admin.post('/admin/mail-test'), 200), { sent: false, answer: '554 5.7.1 not from you' });
      await mail.refuse();
    });

    test('a letter that is not taken waits', async () => {
      const member = await signUp(server);
      const admin = server.admin ?? (server.admin = await administrator(server));
      await mail.refuse('451 4.3.0 later');
      expect(await (await server.client().arrive()).post('/password-resets', { email: member.email }), 202);
      let waiting;
      for (let i = 0; i < 100; i++) {
        waiting = expect(await admin.get('/admin/status'), 200).mail;
        if (waiting.failing) break;
        await sleep(50);
      }
      assert.deepEqual(waiting, { configured: true, waiting: 1, failing: 1 });
      await mail.refuse();
    });
  });
}

test('mail over TLS and in the clear; a certificate that nobody vouches for', async () => {
  const pair = certificate();
  for (const options of [{ security: 'tls', ...pair }, { security: 'plain' }]) {
    const mail = await startMail(options);
    const server = await serve({ args: mail.args });
    const admin = await administrator(server);
    assert.equal(expect(await admin.post('/admin/mail-test'), 200).sent, true);
    assert.equal((await mail.letter()).tls, options.security === 'tls');
    await server.end();
    await mail.stop();
  }
  const mail = await startMail({ security: 'tls', ...pair });
  const server = await serve({ args: mail.args.filter((arg) => arg !== '--smtp-ca-file' && arg !== pair.cert) });
  const admin = await administrator(server);
  const { sent, answer } = expect(await admin.post('/admin/mail-test'), 200);
  assert.equal(sent, false);
  assert.match(answer, /certificate/i);
  await server.end();
  await mail.stop();
});

test('no password goes to a mail server that offers no TLS', async () => {
  const mail = await startMail({ security: 'plain' });
  const server = await serve({ args: mail.args.map((arg) => (arg === 'plain' ? 'starttls' : arg)) });
  const admin = await administrator(server);
  assert.equal(expect(await admin.post('/admin/mail-test'), 200).sent, false);
  await server.end();
  await mail.stop();
});
