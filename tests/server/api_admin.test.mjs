// What an administrator may do, and what not: nobody's training, not the last one, not oneself.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { administrator, batch, databases, expect, newKey, PASSWORD, person, serve, signUp } from './api.mjs';
import { SPITEFUL } from './texts.mjs';

for (const kind of databases) {
  describe(kind, () => {
    let server, admin;
    before(async () => {
      server = await serve({ kind });
      admin = await administrator(server);
    });
    after(() => server.end());
    const promote = async (who) => expect(await admin.patch(`/admin/members/${who.id}`, { role: 'administrator' }), 204);

    test('members, page by page, without a word about their training', async () => {
      const members = [];
      for (let i = 0; i < 55; i++) members.push(await signUp(server));
      expect(await members[0].put(`/workouts/${newKey()}`, batch(Date.now() - 1e6, 3)), 200);
      const first = expect(await admin.get('/admin/members'), 200);
      assert.deepEqual([first.members.length, first.more, first.members[0].id], [50, true, admin.id]);
      const second = expect(await admin.get(`/admin/members?after=${first.members.at(-1).id}`), 200);
      assert.deepEqual([second.members.length, second.more], [6, false]);
      assert.deepEqual([...first.members, ...second.members].map((m) => m.id), [admin.id, ...members.map((m) => m.id)]);
      for (const bad of ['-1', 'x', '']) expect(await admin.get(`/admin/members?after=${bad}`), 400, 'bad_request after');
    });

    test('counts and health', async () => {
      const status = expect(await admin.get('/admin/status'), 200);
      assert.deepEqual({ ...status, version: '', uptime_s: 0, members: 0 }, {
        version: '', database: kind, uptime_s: 0, members: 0, administrators: 1, disabled: 0, active_7_days: 1, sign_up: 'open',
        mail: { configured: false, waiting: 0, failing: 0 },
      });
      assert.equal(status.members, expect(await admin.get('/admin/members?after=0'), 200).members.length + 6);
    });

    test('who is disabled is out at once, and back when enabled', async () => {
      const member = await signUp(server);
      expect(await admin.patch(`/admin/members/${member.id}`, { disabled: true }), 204);
      expect(await member.get('/me'), 401, 'not_logged_in');
      expect(await (await member.arrive()).logIn(member.email), 401, 'wrong_login');
      assert.equal(expect(await admin.get('/admin/status'), 200).disabled, 1);
      expect(await admin.patch(`/admin/members/${member.id}`, { disabled: false }), 204);
      expect(await member.logIn(member.email), 200);
    });

    test('a deleted member is gone', async () => {
      const member = await signUp(server);
      expect(await admin.delete(`/admin/members/${member.id}`), 204);
      expect(await admin.delete(`/admin/members/${member.id}`), 404, 'not_found');
      expect(await member.get('/me'), 401, 'not_logged_in');
    });

    test('an administrator made of a member may what administrators may, and loses it again', async () => {
      const second = await signUp(server);
      expect(await second.get('/admin/status'), 403, 'forbidden');
      await promote(second);
      expect(await second.get('/admin/status'), 200);
      expect(await admin.patch(`/admin/members/${second.id}`, { role: 'member' }), 204);
      expect(await second.get('/admin/status'), 403, 'forbidden');
    });

    test('nobody disables or deletes himself, and the last one stays', async () => {
      const self = `/admin/members/${admin.id}`;
      expect(await admin.patch(self, { disabled: true }), 403, 'forbidden');
      expect(await admin.delete(self), 403, 'forbidden');
      expect(await admin.patch(self, { role: 'member' }), 409, 'last_administrator');
      expect(await admin.post('/me/deletion', { password: PASSWORD }), 409, 'last_administrator');
      const second = await signUp(server);
      await promote(second);
      expect(await admin.patch(self, { role: 'member' }), 204);
      expect(await second.patch(self, { role: 'administrator' }), 204);
      expect(await second.post('/me/deletion', { password: PASSWORD }), 204);
    });

    test('two who remove one another at once do not both succeed', async () => {
      for (let round = 0; round < 5; round++) {
        const second = await signUp(server);
        await promote(second);
        const answers = await Promise.all([
          admin.patch(`/admin/members/${admin.id}`, { role: 'member' }), second.patch(`/admin/members/${second.id}`, { role: 'member' }),
        ]);
        assert.deepEqual(answers.map((a) => a.status).sort(), [204, 409], server.log);
        if (answers[0].status === 204) expect(await second.patch(`/admin/members/${admin.id}`, { role: 'administrator' }), 204);
        else expect(await admin.get('/admin/status'), 200);
        expect(await admin.patch(`/admin/members/${second.id}`, { disabled: true }), 204);
      }
    });

    test('a reset code to hand over works as one by mail does', async () => {
      const member = await signUp(server);
      const { code, expires_at } = expect(await admin.post(`/admin/members/${member.id}/reset-code`), 201);
      assert.match(code, /^[A-Z2-9]{8}$/);
      assert.ok(Math.abs(Date.parse(expires_at) - Date.now() - 300e3) < 60e3);
      const stranger = await server.client().arrive();
      const body = { email: member.email, code, password: 'a better one now', password_again: 'a better one now' };
      expect(await stranger.post('/password-resets/confirm', body), 204);
      expect(await stranger.post('/password-resets/confirm', body), 422, 'wrong_code');
      expect(await stranger.logIn(member.email, 'a better one now'), 200);
    });

    test('invitations are made, listed, used once, withdrawn', async () => {
      const made = [];
      for (const note of SPITEFUL) made.push(expect(await admin.post('/admin/invitations', { note: [...note].slice(0, 50).join(''), days: 365 }), 201));
      const { invitations } = expect(await admin.get('/admin/invitations'), 200);
      assert.deepEqual(invitations.slice(0, made.length).map((i) => i.note).reverse(), SPITEFUL.map((note) => [...note].slice(0, 50).join('')));
      expect(await (await server.client().arrive()).post('/members', person({ invitation: made[0].code })), 201);
      assert.ok(expect(await admin.get('/admin/invitations'), 200).invitations.find((i) => i.id === made[0].id).used_at);
      expect(await admin.delete(`/admin/invitations/${made[1].id}`), 204);
      expect(await admin.delete(`/admin/invitations/${made[1].id}`), 404, 'not_found');
      expect(await (await server.client().arrive()).post('/members', person({ invitation: made[1].code })), 422, 'bad_invitation');
      for (const [body, says] of [[{ note: 'x'.repeat(51), days: 1 }, 'note too_long'], [{ note: '', days: 0 }, 'days out_of_range'], [{ note: '', days: 366 }, 'days out_of_range'],
        [{ note: '', days: 1, role: 'king' }, 'role not_allowed']])
        expect(await admin.post('/admin/invitations', body), 422, `invalid_field ${says}`);
    });
  });
}
