// The member's own: profile, photo, password, export, and what is left after the end.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { batch, databases, expect, newKey, PASSWORD, query, repetition, serve, signUp } from './api.mjs';
import { bomb, jpeg, pixel, png, sizeOf, withExif } from './photos.mjs';
import { SPITEFUL } from './texts.mjs';

const putPhoto = (client, photo) => client.put('/me/photo', photo, { type: 'image/jpeg' });

for (const kind of databases) {
  describe(kind, () => {
    let server, member;
    before(async () => {
      server = await serve({ kind });
      await signUp(server, { invitation: server.invitation });
      member = await signUp(server);
    });
    after(() => server.end());
    const patched = async (body) => expect(await member.patch('/me', body), 200);

    test('a change leaves the rest alone', async () => {
      const before = await patched({ nickname: 'Anna', settings: { theme: 'dark', nested: { list: [1, 2.5, null, true] } } });
      assert.deepEqual(await patched({}), before);
      assert.deepEqual(await patched({ language: 'en' }), { ...before, language: 'en' });
      const goals = { days_a_week: 5, repetitions_a_week: { squat: 300, dumbbell_curl: 100000 } };
      assert.deepEqual(await patched({ goals }), { ...before, language: 'en', goals });
      const fewer = { days_a_week: 0, repetitions_a_week: { squat: 1 } };
      assert.deepEqual(await patched({ goals: fewer }), { ...before, language: 'en', goals: fewer });
      assert.deepEqual(expect(await member.get('/me'), 200), { ...before, language: 'en', goals: fewer });
      assert.deepEqual(expect(await member.get('/session'), 200).member.settings, before.settings);
    });

    test('what a profile does not take', async () => {
      const refused = async (body, says) => expect(await member.patch('/me', body), 422, `invalid_field ${says}`);
      const goals = (days_a_week, repetitions_a_week) => ({ goals: { days_a_week, repetitions_a_week } });
      await refused({ nickname: '' }, 'nickname too_short');
      await refused({ nickname: '가'.repeat(31) }, 'nickname too_long');
      await refused({ language: 'de' }, 'language not_allowed');
      await refused({ settings: { text: 'x'.repeat(4090) } }, 'settings too_long');
      await refused(goals(8, {}), 'days_a_week out_of_range');
      await refused(goals(-1, {}), 'days_a_week out_of_range');
      await refused(goals(3, { squat: 0 }), 'squat out_of_range');
      await refused(goals(3, { squat: 100001 }), 'squat out_of_range');
      await refused(goals(3, { planking: 10 }), 'repetitions_a_week unknown_exercise');
      await refused(goals(3, Object.fromEntries(Array.from({ length: 33 }, (_, i) => [`e${i}`, 1]))), 'repetitions_a_week too_long');
      expect(await member.patch('/me', goals('3', {})), 400, 'bad_request days_a_week');
      expect(await member.patch('/me', goals(3, { squat: '10' })), 400, 'bad_request squat');
      expect(await member.patch('/me', { goals: { days_a_week: 3 } }), 400, 'bad_request repetitions_a_week');
      expect(await member.patch('/me', { goals: { days_a_week: 3, repetitions_a_week: {}, more: 1 } }), 400, 'bad_request more');
    });

    test('settings of 4096 bytes, with anything in them', async () => {
      const settings = Object.fromEntries(SPITEFUL.map((text, i) => [`k${i}${text}`, text]));
      assert.deepEqual((await patched({ settings })).settings, settings);
      const full = { text: 'x'.repeat(4096 - '{"text":""}'.length) };
      assert.deepEqual((await patched({ settings: full })).settings, full);
    });

    test('a new password asks for the old one, and ends the other sessions', async () => {
      const who = await signUp(server), elsewhere = await server.client().arrive();
      expect(await elsewhere.logIn(who.email), 200);
      const change = (current, password, again = password) => who.put('/me/password', { current, password, password_again: again });
      expect(await change('not the password', 'a better one now'), 403, 'wrong_password');
      expect(await change(PASSWORD, 'a better one now', 'another'), 422, 'invalid_field password_again not_the_same');
      expect(await change(PASSWORD, 'password12'), 422, 'invalid_field password too_common');
      expect(await change(PASSWORD, `${who.email.split('@')[0]}!!xy`), 422, 'invalid_field password like_email');
      expect(await elsewhere.get('/me'), 200);
      expect(await change(PASSWORD, 'a better one now'), 204);
      expect(await who.get('/me'), 200);
      expect(await elsewhere.get('/me'), 401, 'not_logged_in');
      const again = await server.client().arrive();
      expect(await again.logIn(who.email), 401, 'wrong_login');
      expect(await again.logIn(who.email, 'a better one now'), 200);
    });

    test('the password of a session cannot be guessed for long', async () => {
      const who = await signUp(server);
      for (let i = 0; i < 10; i++) expect(await who.post('/me/deletion', { password: `guess ${i}` }), 403, 'wrong_password');
      expect(await who.post('/me/deletion', { password: PASSWORD }), 429, 'too_many_requests');
    });

    test('a photo is squared, scaled, turned upright, and says nothing else', async () => {
      const who = await signUp(server);
      expect(await who.get('/me/photo'), 404, 'not_found');
      expect(await putPhoto(who, withExif(jpeg(1600, 1200), 6)), 204); // stored lying: its left half becomes the top
      const { photo } = expect(await who.get('/me'), 200);
      assert.match(photo, /^\/api\/v1\/me\/photo\?v=\d+$/);
      const answer = await who.get(photo.slice('/api/v1'.length));
      assert.equal(answer.headers.get('content-type'), 'image/jpeg');
      assert.match(answer.headers.get('cache-control'), /^private, /);
      assert.deepEqual(sizeOf(answer.bytes), [512, 512]);
      for (const text of ['Exif', 'taken at home', 'Lavc']) assert.equal(answer.bytes.includes(text), false, text);
      const [red, , blue] = pixel(answer.bytes, 0.5, 0.1), [red2, , blue2] = pixel(answer.bytes, 0.5, 0.9);
      assert.ok(red > 200 && blue < 60 && red2 < 60 && blue2 > 200, String([red, blue, red2, blue2]));
      const same = await who.get('/me/photo', { headers: { 'if-none-match': answer.headers.get('etag') } });
      assert.equal(same.status, 304);
      expect(await putPhoto(who, jpeg(300, 200)), 204);
      const changed = expect(await who.get('/me'), 200).photo;
      assert.notEqual(changed, photo);
      assert.deepEqual(sizeOf((await who.get('/me/photo')).bytes), [200, 200]);
      expect(await (await signUp(server)).get('/me/photo'), 404, 'not_found');
      expect(await who.delete('/me/photo'), 204);
      expect(await who.delete('/me/photo'), 204);
      assert.equal(expect(await who.get('/me'), 200).photo, null);
      expect(await who.get('/me/photo'), 404, 'not_found');
    });

    test('what is no photo, or too much of one', async () => {
      const photo = jpeg(400, 300);
      const zeros = Buffer.from(photo);
      zeros.fill(0, photo.length >> 1);
      for (const bytes of [photo.subarray(0, photo.length >> 1), photo.subarray(0, 20), zeros.subarray(0, 300), png, Buffer.from('text'), Buffer.from([0xff, 0xd8, 0xff]),
        bomb(65500, 65500), bomb(5000, 4001), Buffer.alloc(1 << 20), Buffer.concat([photo.subarray(0, 2), Buffer.alloc(500000, 0xff)])])
        expect(await putPhoto(member, bytes), 422, 'bad_photo');
      expect(await putPhoto(member, Buffer.alloc(0)), 422, 'bad_photo');
      expect(await putPhoto(member, Buffer.alloc((8 << 20) + 1)), 413, 'too_large');
      for (const type of ['image/png', 'text/html', 'application/json']) expect(await member.put('/me/photo', photo, { type }), 415, 'unsupported_media_type');
      assert.equal(expect(await member.get('/me'), 200).photo, null);
      expect(await putPhoto(member, jpeg(5472, 3648)), 204);
      expect(await member.delete('/me/photo'), 204);
    });

    test('the export holds everything, as one document', async () => {
      const who = await signUp(server, { nickname: SPITEFUL[0].slice(0, 30) });
      expect(await putPhoto(who, jpeg(300, 200)), 204);
      const start = Date.now() - 5e6;
      // More than are read at once, and three at a time start together.
      const uploads = Array.from({ length: 410 }, (_, i) => [newKey(), batch(start + Math.floor(i / 3) * 1000, i % 4)]);
      for (const [key, body] of uploads) expect(await who.put(`/workouts/${key}`, body), 200);
      const answer = await who.get('/me/export');
      const document = expect(answer, 200);
      assert.equal(answer.headers.get('content-disposition'), 'attachment; filename="aifit-export.json"');
      assert.deepEqual(document.profile, expect(await who.get('/me'), 200));
      assert.deepEqual(Buffer.from(document.photo_jpeg_base64, 'base64'), (await who.get('/me/photo')).bytes);
      assert.deepEqual(document.sessions, expect(await who.get('/sessions'), 200).sessions);
      assert.deepEqual(document.events.map((e) => e.kind), ['signed_up']);
      assert.equal(document.workouts.length, uploads.length);
      for (const [key, body] of uploads) {
        const workout = document.workouts.find((w) => w.key === key);
        assert.deepEqual(workout, { key, day: workout.started_at.slice(0, 10), ...body });
      }
      for (let i = 0; i < 2; i++) expect(await who.get('/me/export'), 200);
      expect(await who.get('/me/export'), 429, 'too_many_requests');
      assert.equal(expect(await (await signUp(server)).get('/me/export'), 200).workouts.length, 0);
    });

    test('after the end nothing is left of a member, in any table', async () => {
      const other = await signUp(server);
      const otherKey = newKey();
      expect(await other.put(`/workouts/${otherKey}`, batch(Date.now() - 1e6, 3)), 200);
      const tables = query(server, 'tables').filter((name) => name !== 'limits');
      const rows = () => Object.fromEntries(tables.map((name) => [name, query(server, `SELECT COUNT(*) FROM ${name}`)[0]]));
      const before = rows();
      const who = await signUp(server);
      expect(await putPhoto(who, jpeg(300, 200)), 204);
      expect(await who.patch('/me', { goals: { days_a_week: 3, repetitions_a_week: { squat: 5 } } }), 200);
      const faulty = [repetition(1, Date.now() - 1e6, { faults: ['too_fast', 'knees_in'] }), repetition(2, Date.now() - 1e6, { counted: false, reason: 'too_shallow' })];
      expect(await who.put(`/workouts/${newKey()}`, batch(Date.now() - 1e6, 0, { repetitions: faulty })), 200);
      for (const name of ['members', 'photos', 'goals', 'sessions', 'workouts', 'sets', 'repetitions', 'daily_totals', 'daily_faults', 'events'])
        assert.ok(rows()[name] > before[name], name);
      expect(await who.post('/me/deletion', { password: PASSWORD }), 204);
      assert.deepEqual(rows(), { ...before, events: before.events + 1 });
      assert.deepEqual(query(server, "SELECT kind FROM events WHERE member_id IS NULL AND kind = 'member_deleted'"), ['member_deleted']);
      assert.equal(expect(await other.get(`/workouts/${otherKey}`), 200).repetitions.length, 3);
    });
  });
}
