// Signing up, logging in and out, limits, and what nobody is told.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { administrator, databases, expect, newEmail, newFolder, PASSWORD, person, serve, signUp } from './api.mjs';
import { SPITEFUL } from './texts.mjs';

for (const kind of databases) {
  describe(kind, () => {
    let server, admin;
    before(async () => {
      server = await serve({ kind });
      admin = await administrator(server);
    });
    after(() => server.end());

    test('the first start\'s link makes an administrator, once', async () => {
      assert.equal(expect(await admin.get('/session'), 200).member.role, 'administrator');
      const late = await server.client().arrive();
      expect(await late.post('/members', person({ invitation: server.invitation })), 422, 'bad_invitation');
    });

    test('who signs up is logged in, and a member', async () => {
      const client = await server.client().arrive();
      const before = client.csrf;
      const who = person({ nickname: '  민지 ', born_on: '2001-02-03', language: 'en' });
      const { member } = expect(await client.post('/members', who), 201);
      assert.deepEqual({ ...member, id: 0 }, { id: 0, nickname: who.nickname, language: 'en', role: 'member', settings: {}, photo: null });
      assert.notEqual(client.csrf, before);
      const profile = expect(await client.get('/me'), 200);
      assert.deepEqual([profile.email, profile.born_on, profile.goals], [who.email, '2001-02-03', { days_a_week: 3, repetitions_a_week: {} }]);
    });

    test('an address has one account, however it is written', async () => {
      const member = await signUp(server);
      const client = await server.client().arrive();
      expect(await client.post('/members', person({ email: member.email.toUpperCase() })), 409, 'email_taken');
      expect(await client.logIn(member.email.toUpperCase()), 200);
    });

    test('what cannot be signed up with', async () => {
      const client = await server.client().arrive();
      const refused = async (more, says) => expect(await client.post('/members', person(more)), 422, `invalid_field ${says}`);
      for (const email of ['', 'a', 'a@b', '@example.org', 'a@', 'a b@example.org', 'a@example..org', 'a@-example.org', 'ü@example.org', 'a@exämple.org',
        '"a"@example.org', 'a@example.org\u2028', '<a@example.org>', `${'a'.repeat(65)}@example.org`, `a@${'b.'.repeat(130)}org`])
        await refused({ email }, 'email not_an_email');
      const both = (password) => ({ password, password_again: password });
      await refused(both('short 1'), 'password too_short');
      await refused(both('x'.repeat(129)), 'password too_long');
      await refused(both('Password123!'), 'password too_common');
      await refused({ ...both('my-jiyoungs-77'), nickname: 'JiYoung' }, 'password like_nickname');
      await refused({ ...both('xx.kolibri.xx'), email: 'kolibri@example.org' }, 'password like_email');
      await refused({ password_again: `${PASSWORD} ` }, 'password_again not_the_same');
      await refused({ nickname: '' }, 'nickname too_short');
      await refused({ nickname: '가'.repeat(31) }, 'nickname too_long');
      await refused({ nickname: 'a\nb' }, 'nickname not_allowed');
      await refused({ nickname: 'a\u0085b' }, 'nickname not_allowed');
      for (const born_on of ['', '1999-2-3', '1999-02-30', '19990203', '1999-02-03T00:00:00Z', '0000-01-01', '1999-02-0３'])
        await refused({ born_on }, 'born_on not_a_date');
      for (const born_on of ['1899-12-31', '2999-01-01']) await refused({ born_on }, 'born_on out_of_range');
      await refused({ language: 'fr' }, 'language not_allowed');
      await refused({ invitation: 'x'.repeat(65) }, 'invitation too_long');
    });

    test('the longest of everything', async () => {
      const email = `${'a'.repeat(64)}@${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(58)}.kr`;
      const password = String.fromCodePoint(...Array.from({ length: 128 }, (_, i) => 0xac00 + i * 7));
      const client = await signUp(server, { email, password, password_again: password, nickname: '𝔐'.repeat(30) });
      assert.equal(email.length, 254);
      assert.equal(expect(await client.get('/me'), 200).email, email);
      expect(await (await server.client().arrive()).logIn(email, password), 200);
      expect(await (await server.client().arrive()).logIn(email, `${password}x`), 401, 'wrong_login');
    });

    test('a nickname may be anything and stays that', async () => {
      for (const nickname of SPITEFUL.map((text) => [...text].slice(0, 30).join(''))) {
        const client = await signUp(server, { nickname });
        assert.equal(expect(await client.get('/me'), 200).nickname, nickname);
        assert.ok(expect(await admin.get(`/admin/members?after=${client.id - 1}`), 200).members.some((m) => m.nickname === nickname));
      }
    });

    test('an unknown address and a wrong password are told apart by nothing', async () => {
      const member = await signUp(server);
      const disabled = await signUp(server);
      expect(await admin.patch(`/admin/members/${disabled.id}`, { disabled: true }), 204);
      const hashes = async () => Number(/^aifit_password_hashes_total (\d+)$/m.exec(await metrics(server))[1]);
      const shapes = [];
      for (const [email, password] of [[member.email, 'not the password'], [newEmail(), 'not the password'], [disabled.email, PASSWORD], [member.email, '']]) {
        const client = await server.client().arrive();
        const before = await hashes();
        const answer = await client.logIn(email, password);
        const { request_id, ...said } = expect(answer, 401, 'wrong_login');
        assert.ok(request_id);
        shapes.push({ said, headers: [...answer.headers.keys()].sort(), hashed: (await hashes()) - before });
      }
      for (const shape of shapes) assert.deepEqual(shape, { ...shapes[0], hashed: 1 });
    });

    test('a login is a new session with a new token, and ends the one it came with', async () => {
      const member = await signUp(server);
      const earlier = new Map(member.cookies), csrf = member.csrf;
      expect(await member.logIn(member.email), 200);
      assert.notEqual(member.csrf, csrf);
      assert.notEqual(member.cookies.get('aifit_session'), earlier.get('aifit_session'));
      const { sessions } = expect(await member.get('/sessions'), 200);
      assert.equal(sessions.length, 1);
      member.cookies = earlier;
      expect(await member.get('/me'), 401, 'not_logged_in');
    });

    test('ten tries an account, wherever they come from; a right one starts anew', async () => {
      const member = await signUp(server), other = await signUp(server);
      for (let round = 0; round < 2; round++) {
        for (let i = 0; i < 9; i++) expect(await (await server.client().arrive()).logIn(member.email, 'not the password'), 401, 'wrong_login');
        expect(await (await server.client().arrive()).logIn(member.email.toUpperCase()), 200);
      }
      for (let i = 0; i < 10; i++) expect(await (await server.client().arrive()).logIn(member.email, 'not the password'), 401, 'wrong_login');
      const refused = expect(await (await server.client().arrive()).logIn(member.email), 429, 'too_many_requests');
      assert.ok(refused.retry_after_s >= 1 && refused.retry_after_s <= 60, String(refused.retry_after_s));
      expect(await (await server.client().arrive()).logIn(other.email), 200);
      expect(await member.get('/me'), 200);
    });

    // Wrong logins until one is refused: fifty, and one more each ten seconds that they take.
    async function tryFifty(clientOf) {
      const begun = Date.now();
      for (let tries = 0; ; tries++) {
        const answer = await (await clientOf(tries)).logIn(newEmail(), 'not the password');
        if (answer.status === 401) continue;
        const refused = expect(answer, 429, 'too_many_requests');
        assert.ok(tries >= 50 && tries <= 51 + (Date.now() - begun) / 10e3, String(tries));
        return refused;
      }
    }

    test('fifty tries an address, whatever the account', async () => {
      const client = await server.client().arrive();
      const refused = await tryFifty(() => client);
      assert.ok(refused.retry_after_s <= 10, String(refused.retry_after_s));
      expect(await (await server.client().arrive()).logIn(admin.email), 200);
    });

    test('all addresses of one IPv6 network are one, since whoever has one has them all', async () => {
      const from = (address) => server.client({ address }).arrive();
      await tryFifty((i) => from(`2001:db8:1:2:${i.toString(16)}::1`));
      expect(await (await from('2001:db8:1:3::1')).logIn(newEmail(), 'not the password'), 401, 'wrong_login');
    });

    test('sessions are seen and ended: one, this one, all', async () => {
      const here = await signUp(server);
      const phone = await server.client().arrive(), tablet = await server.client().arrive();
      expect(await phone.send('POST', '/session', { email: here.email, password: PASSWORD }, { headers: { 'user-agent': 'Phone <b>1</b>' } }), 200);
      expect(await tablet.logIn(here.email), 200);
      const { sessions } = expect(await here.get('/sessions'), 200);
      assert.equal(sessions.length, 3);
      assert.deepEqual(sessions.filter((s) => s.here).map((s) => s.address), [here.address]);
      const phones = sessions.find((s) => s.user_agent === 'Phone <b>1</b>');
      assert.equal(phones.address, phone.address);
      const stranger = await signUp(server);
      expect(await stranger.delete(`/sessions/${phones.id}`), 404, 'not_found');
      expect(await here.delete(`/sessions/${phones.id}`), 204);
      expect(await phone.get('/me'), 401, 'not_logged_in');
      expect(await tablet.get('/me'), 200);
      const cookies = new Map(tablet.cookies);
      expect(await tablet.delete('/session'), 204);
      assert.equal(tablet.cookies.has('aifit_session'), false);
      tablet.cookies = cookies;
      expect(await tablet.get('/me'), 401, 'not_logged_in');
      await phone.arrive();
      expect(await phone.logIn(here.email), 200);
      expect(await here.delete('/sessions'), 204);
      expect(await phone.get('/me'), 401, 'not_logged_in');
      assert.equal(expect(await here.get('/session'), 200).member, null);
    });

    test('a session\'s cookie is for the server only', async () => {
      const client = await server.client().arrive();
      const { setCookies } = await client.post('/members', person());
      assert.match(setCookies.find((c) => c.startsWith('aifit_session=')), /^aifit_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+$/);
      const secure = await client.send('POST', '/session', { email: admin.email, password: PASSWORD }, { check: false, headers: { 'x-forwarded-proto': 'https' } });
      assert.equal(secure.status, 403); // the cookie of plain HTTP counts for nothing there
      client.cookies.clear();
      const visit = await client.get('/session', { headers: { 'x-forwarded-proto': 'https' } });
      assert.match(visit.setCookies[0], /^__Host-aifit_visitor=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+; Secure$/);
      client.csrf = visit.json.csrf;
      const login = await client.send('POST', '/session', { email: admin.email, password: PASSWORD }, { headers: { 'x-forwarded-proto': 'https' } });
      assert.match(login.setCookies[0], /^__Host-aifit_session=.*; Secure$/);
    });

    test('no answer is kept by a cache, and none of them lets the past in', async () => {
      const client = await server.client().arrive();
      assert.equal((await client.get('/session')).headers.get('cache-control'), 'no-store');
      client.cookies.set('aifit_session', 'A'.repeat(43));
      assert.equal(expect(await client.get('/session'), 200).member, null);
      for (const value of ['', 'x', 'A'.repeat(1000), '%00', 'a b']) {
        client.cookies.set('aifit_session', value);
        expect(await client.get('/me'), 401, 'not_logged_in');
      }
    });

    test('a password made with weaker parameters is hashed again at login', async () => {
      const state = newFolder();
      const weak = await serve({ kind, state });
      const member = await signUp(weak);
      await weak.end();
      const strong = await serve({ kind, state, database: weak.database, args: ['--argon2-passes', '2'] });
      const count = async (work) => {
        const before = Number(/^aifit_password_hashes_total (\d+)$/m.exec(await metrics(strong))[1]);
        await work();
        return Number(/^aifit_password_hashes_total (\d+)$/m.exec(await metrics(strong))[1]) - before;
      };
      const logIn = async () => expect(await (await strong.client().arrive()).logIn(member.email), 200);
      assert.equal(await count(logIn), 2);
      assert.equal(await count(logIn), 1);
      await strong.end();
    });

    test('who deletes the account leaves nothing, and needs the password', async () => {
      const member = await signUp(server);
      expect(await member.post('/me/deletion', { password: 'not the password' }), 403, 'wrong_password');
      expect(await member.post('/me/deletion', { password: PASSWORD }), 204);
      expect(await member.get('/me'), 401, 'not_logged_in');
      expect(await (await member.arrive()).logIn(member.email), 401, 'wrong_login');
      await signUp(server, { email: member.email });
      expect(await admin.post('/me/deletion', { password: PASSWORD }), 409, 'last_administrator');
    });
  });
}

const metrics = async (server) => (await fetch(`${server.origin}/metrics`)).text();

test('sign-up by invitation only, and closed', async () => {
  for (const mode of ['invitation', 'closed']) {
    const server = await serve({ args: ['--sign-up', mode] });
    const admin = await administrator(server);
    const client = await server.client().arrive();
    assert.equal(expect(await client.get('/session'), 200).sign_up, mode);
    const [status, code] = mode === 'closed' ? [403, 'sign_up_closed'] : [422, 'bad_invitation'];
    expect(await client.post('/members', person()), status, code);
    expect(await client.post('/members', person({ invitation: '' })), status, code);
    expect(await client.post('/members', person({ invitation: 'ABCDEFGH' })), 422, 'bad_invitation');
    const invite = async (role) => expect(await admin.post('/admin/invitations', { note: '', days: 1, role }), 201);
    const invitation = await invite('member');
    assert.equal(invitation.url, `${server.origin}/sign-up?invitation=${invitation.code}`);
    const taken = person({ invitation: invitation.code, email: admin.email });
    if (mode === 'closed') {
      expect(await client.post('/members', person({ invitation: invitation.code })), 403, 'sign_up_closed');
    } else {
      expect(await client.post('/members', taken), 409, 'email_taken'); // which leaves the invitation unused
      expect(await client.post('/members', person({ invitation: invitation.code.toLowerCase() })), 201);
      expect(await (await server.client().arrive()).post('/members', person({ invitation: invitation.code })), 422, 'bad_invitation');
    }
    const second = await signUp(server, { invitation: (await invite('administrator')).code });
    assert.equal(expect(await second.get('/me'), 200).role, 'administrator');
    await server.end();
  }
});
