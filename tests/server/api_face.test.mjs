// Logging in by face over HTTP, with the real networks and rendered heads; and the attacks that reach the interface.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fails, ok } from '../cli/lib/aifit.mjs';
import { administrator, change, databases, expect, newDatabase, newEmail, newFolder, PASSWORD, query, serve, signUp } from './api.mjs';
import { clip, enrol, movement, Visitor } from './faces.mjs';
import { bomb, jpeg, png, withExif } from './photos.mjs';

const IMAGE = { type: 'image/jpeg' };
const frame = (client, key, number, photo) => client.put(`/face/challenges/${key}/frames/${number}`, photo, IMAGE);

async function until(what, holds) {
  for (let i = 0; i < 100; i++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail(`${what}: not within five seconds`);
}
const templates = async (admin) => expect(await admin.get('/admin/faces'), 200).templates;

// `aifit face ...` on the server's database, and a frame of a clip as a file for it.
const terminal = (server, ...args) => ['face', ...args, '--state-dir', server.state, ...(server.database ? ['--database', server.database] : [])];
const photos = newFolder();
function photoOf(name, frame = 0) {
  const path = join(photos, `${name}${frame}.jpg`);
  writeFileSync(path, clip(name)[frame].jpeg);
  return path;
}

for (const kind of databases) {
  describe(kind, () => {
    let server, admin, member, door;
    before(async () => {
      server = await serve({ kind });
      admin = await administrator(server);
      member = await signUp(server);
      door = await server.client({ address: member.address }).arrive();
    });
    after(() => server.end());

    test('enrolling asks for consent, and takes five good pictures of one person', async () => {
      expect(await member.post('/me/face/enrolments', { consent: false }), 422, 'invalid_field consent not_allowed');
      expect(await member.post('/me/face/enrolments', { consent: true, password: 'not it' }), 403, 'wrong_password');
      expect(await member.post('/me/face/enrolments', { consent: true, password: PASSWORD }), 201);
      assert.deepEqual(query(server, 'SELECT count(*) FROM faces'), [0]);
      const { key, state, number } = await enrol(member);
      assert.deepEqual(state, { state: 'done', taken: 5, wanted: 5, ask: null, hint: null, reason: null });
      assert.deepEqual(expect(await member.put(`/me/face/enrolments/${key}/frames/${number}`, clip('man')[0].jpeg, IMAGE), 200), state, 'the answer was lost');
      const own = expect(await member.get('/me/face'), 200);
      assert.equal(own.templates.length, 1);
      assert.equal(own.templates[0].current, true);
      assert.equal(own.templates[0].used_at, null);
      assert.equal(own.mode, 'face');
      assert.ok(Math.abs(Date.parse(own.consented_at) - Date.now()) < 120e3);
      await until('the gallery follows', async () => (await templates(admin)) === 1);
    });

    test('the templates are sealed, and nothing in the log tells a face', async () => {
      const [sealed] = query(server, kind === 'sqlite' ? 'SELECT length(sealed) FROM face_templates' : 'SELECT octet_length(sealed) FROM face_templates');
      assert.equal(sealed, 192 * 4 + 24 + 16);
      assert.doesNotMatch(server.log, /similar|cosine|threshold|embedding/i);
    });

    test('whoever does what is asked is let in and greeted; a challenge opens one session', async () => {
      const visitor = new Visitor(door);
      assert.equal((await visitor.answer()).state, 'accepted');
      const session = expect(await visitor.finish(), 200);
      assert.equal(session.member.nickname, member.nickname);
      expect(await door.get('/me'), 200);
      expect(await visitor.finish(), 404, 'not_found');
      const own = expect(await member.get('/me/face'), 200);
      assert.equal(own.uses.length, 1);
      assert.equal(own.uses[0].address, member.address);
      assert.notEqual(own.templates[0].used_at, null);
      assert.deepEqual(query(server, 'SELECT accepted FROM daily_faces'), [1]);
    });

    test('a face trains and looks; the rest asks for the password', async () => {
      expect(await door.get('/workouts'), 200);
      expect(await door.get('/me/export'), 403, 'password_needed');
      expect(await door.post('/me/face/enrolments', { consent: true }), 403, 'password_needed');
      expect(await door.post('/me/deletion', { password: '' }), 403, 'wrong_password');
      expect(await door.put('/me/password', { current: '', password: 'here is a new one', password_again: 'here is a new one' }), 403, 'wrong_password');
      expect(await door.post('/session/password', { password: 'not it' }), 403, 'wrong_password');
      expect(await door.get('/me/export'), 403, 'password_needed');
      expect(await door.post('/session/password', { password: PASSWORD }), 204);
      const own = expect(await door.get('/me/export'), 200).face;
      assert.equal(own.templates.length, 1);
      assert.deepEqual(Object.keys(own.templates[0]).sort(), ['made_at', 'used_at']);
      assert.deepEqual([own.mode, own.uses.length], ['face', 1]);
    });

    test('the first face of an account that is not new wants the password; a removal ends what was begun', async () => {
      const guest = await signUp(server);
      const { key } = expect(await guest.post('/me/face/enrolments', { consent: true }), 201);
      const show = (number) => guest.put(`/me/face/enrolments/${key}/frames/${number}`, clip('other')[0].jpeg, IMAGE);
      expect(await show(1), 200);
      expect(await guest.delete('/me/face'), 204);
      expect(await show(2), 404, 'not_found');
      change(server, `UPDATE members SET created_ms = created_ms - 3600000 WHERE id = ${guest.id}`);
      expect(await guest.post('/me/face/enrolments', { consent: true }), 403, 'password_needed');
      for (let i = 0; i < 8; i++) expect(await guest.post('/me/face/enrolments', { consent: true, password: PASSWORD }), 201);
      expect(await guest.post('/me/face/enrolments', { consent: true, password: PASSWORD }), 429, 'too_many_requests');
    });

    test('an administrator whom a face let in looks, and changes nothing without the password', async () => {
      const { key, state } = await enrol(admin, { name: 'other' });
      assert.equal(state.state, 'done', key);
      await until('the gallery follows', async () => (await templates(admin)) === 2);
      const desk = await server.client({ address: admin.address }).arrive();
      const visitor = new Visitor(desk, 'other');
      assert.equal((await visitor.answerInTheEnd()).state, 'accepted');
      expect(await visitor.finish(), 200);
      expect(await desk.get('/admin/members'), 200);
      for (const id of [admin.id, member.id]) expect(await desk.post(`/admin/members/${id}/reset-code`), 403, 'password_needed');
      expect(await desk.patch(`/admin/members/${member.id}`, { disabled: true }), 403, 'password_needed');
      expect(await desk.delete(`/admin/members/${member.id}`), 403, 'password_needed');
      expect(await desk.post('/admin/invitations', { note: '', days: 7, role: 'administrator' }), 403, 'password_needed');
      expect(await desk.patch('/admin/faces', { enabled: false }), 403, 'password_needed');
      expect(await desk.post('/session/password', { password: PASSWORD }), 204);
      expect(await desk.post(`/admin/members/${member.id}/reset-code`), 201);
      expect(await admin.delete('/me/face'), 204);
      await until('the gallery follows', async () => (await templates(admin)) === 1);
    });

    test('from an address where the member never logged in, the password is asked for too', async () => {
      const elsewhere = await server.client().arrive();
      const visitor = new Visitor(elsewhere);
      assert.equal((await visitor.answer()).state, 'accepted');
      expect(await visitor.finish(), 403, 'password_needed');
      expect(await elsewhere.get('/me'), 401, 'not_logged_in');
      expect(await visitor.finish({ password: 'not it' }), 401, 'wrong_login');
      expect(await visitor.finish({ password: PASSWORD }), 200);
      expect(await elsewhere.get('/me/export'), 200);
    });

    test('with an e-mail address, the face is compared with that member only', async () => {
      const other = await signUp(server);
      for (const email of [other.email, newEmail()]) {
        const visitor = new Visitor(await server.client({ address: member.address }).arrive());
        const state = await visitor.answer(email);
        assert.deepEqual([state.state, state.reason], ['refused', 'face_unknown']);
        expect(await visitor.finish(), 401, 'face_unknown');
        expect(await visitor.finish({ password: PASSWORD }), 401, 'face_unknown');
      }
      const visitor = new Visitor(await server.client({ address: member.address }).arrive());
      assert.equal((await visitor.answer(member.email.toUpperCase())).state, 'accepted');
      expect(await visitor.finish(), 200);
    });

    test('the member chooses what a login asks for; less of it wants the password', async () => {
      const choose = (mode, password) => member.patch('/me/face', { mode, ...(password === undefined ? {} : { password }) });
      assert.equal(expect(await choose('face_password'), 200).mode, 'face_password');
      const strict = new Visitor(await server.client({ address: member.address }).arrive());
      assert.equal((await strict.answer()).state, 'accepted');
      expect(await strict.finish(), 403, 'password_needed');
      expect(await choose('email_face'), 403, 'password_needed');
      expect(await choose('email_face', 'not it'), 403, 'wrong_password');
      expect(await choose('email_face', PASSWORD), 200);
      const anybody = new Visitor(await server.client({ address: member.address }).arrive());
      assert.equal((await anybody.answer()).reason, 'face_unknown');
      expect(await choose('nonsense', PASSWORD), 422, 'invalid_field mode not_allowed');
      expect(await choose('face', PASSWORD), 200);
    });

    test('a still photo is refused', async () => {
      const visitor = await new Visitor(door, 'man', { lit: false }).begin();
      const photo = clip('man')[0].jpeg;
      while (visitor.open) await visitor.show(photo);
      assert.equal(visitor.state.reason, 'not_live');
      assert.ok(visitor.sent.length < 10);
      assert.equal((await visitor.show(clip('man')[1].jpeg)).reason, 'not_live', 'it stays refused');
      expect(await visitor.finish(), 401, 'face_unknown');
    });

    test('the recorded frames of an accepted login are refused under another challenge', async () => {
      const visitor = new Visitor(door), steps = [];
      await visitor.begin();
      await visitor.perform(visitor.waiting);
      while (visitor.open) {
        steps.push(visitor.state.step);
        await visitor.perform(movement(visitor.frames, visitor.state.step));
      }
      assert.equal(visitor.state.state, 'accepted');
      let replay, asked;
      do {
        replay = await new Visitor(await server.client().arrive()).begin();
        asked = undefined;
        for (const photo of visitor.sent) {
          if (!replay.open || (asked = replay.state.step ?? asked) === steps[0]) break;
          await replay.show(photo);
        }
      } while (asked === steps[0]); // the same beginning: another challenge
      assert.equal(replay.state.state === 'accepted', false, JSON.stringify(replay.state));
      expect(await replay.finish(), 401, 'face_unknown');
    });

    test('numbers grow; the same one counts once; two at once are one', async () => {
      const visitor = await new Visitor(door).begin(), frames = clip('man');
      await visitor.show(frames[0].jpeg);
      const before = visitor.state;
      assert.deepEqual(expect(await frame(door, visitor.key, 1, frames[1].jpeg), 200), before);
      expect(await frame(door, visitor.key, 5, frames[1].jpeg), 200);
      expect(await frame(door, visitor.key, 4, frames[2].jpeg), 409, 'conflict');
      const both = await Promise.all([frame(door, visitor.key, 6, frames[2].jpeg), frame(door, visitor.key, 7, frames[3].jpeg)]);
      assert.ok(both.some((a) => a.status === 200), 'one counts');
      assert.ok(both.every((a) => [200, 409].includes(a.status)));
      assert.deepEqual(query(server, 'SELECT frames FROM face_challenges WHERE frames > 1 ORDER BY id DESC LIMIT 1'), [2 + both.filter((a) => a.status === 200).length]);
      for (const number of [0, 41, -1, '1x', 99999]) expect(await frame(door, visitor.key, number, frames[4].jpeg), 404, 'not_found');
    });

    test('a key is of one challenge and one purpose', async () => {
      const { key } = expect(await member.post('/me/face/enrolments', { consent: true }), 201);
      const other = await signUp(server), photo = clip('man')[0].jpeg;
      expect(await other.put(`/me/face/enrolments/${key}/frames/1`, photo, IMAGE), 404, 'not_found');
      expect(await frame(door, key, 1, photo), 404, 'not_found');
      expect(await door.post(`/face/challenges/${key}/session`, {}), 404, 'not_found');
      const login = expect(await door.post('/face/challenges', {}), 201).key;
      expect(await member.put(`/me/face/enrolments/${login}/frames/1`, photo, IMAGE), 404, 'not_found');
      expect(await frame(door, randomBytes(32).toString('base64url'), 1, photo), 404, 'not_found');
      expect(await member.put(`/me/face/enrolments/${key}/frames/1`, photo, IMAGE), 200);
    });

    test('what is no photo, a broken one or too large a one costs nothing', async () => {
      const { key } = expect(await door.post('/face/challenges', {}), 201);
      const photo = clip('man')[0].jpeg;
      const refused = [png, Buffer.alloc(0), Buffer.from('GIF89a'), photo.subarray(0, photo.length / 2), bomb(60000, 60000), bomb(641, 10), jpeg(700, 20), randomBytes(5000)];
      for (const bytes of refused) expect(await frame(door, key, 1, bytes), 422, 'bad_photo');
      expect(await frame(door, key, 1, Buffer.concat([photo, Buffer.alloc(64 << 10)])), 413, 'too_large');
      expect(await door.put(`/face/challenges/${key}/frames/1`, photo, { type: 'image/png' }), 415, 'unsupported_media_type');
      assert.equal(expect(await frame(door, key, 1, jpeg(320, 240)), 200).hint, 'no_face');
      assert.equal(expect(await frame(door, key, 2, withExif(photo, 6)), 200).state, 'look');
    });

    test('the administrator switches it off and on, and sees numbers, not faces', async () => {
      expect(await admin.patch('/admin/faces', { enabled: false }), 200);
      assert.equal(expect(await door.get('/session'), 200).face.login, false);
      expect(await door.post('/face/challenges', {}), 503, 'no_face_login');
      expect(await member.post('/me/face/enrolments', { consent: true }), 503, 'no_face_login');
      assert.equal(expect(await member.get('/me/face'), 200).enabled, false);
      fails(1, /an administrator switched it off/, terminal(server, 'enroll', member.email, photoOf('man')));
      const seen = expect(await admin.patch('/admin/faces', { enabled: true }), 200);
      const today = seen.days.at(-1);
      assert.equal(seen.days.length, 30);
      assert.ok(today.accepted >= 3 && today.rejected >= 3 && today.not_live >= 1, JSON.stringify(today));
      assert.equal(expect(await door.get('/session'), 200).face.login, true);
    });

    test('the terminal enrols, recognises and removes a member of the running server', async () => {
      const guest = await signUp(server);
      const before = await templates(admin);
      ok(terminal(server, 'enroll', guest.email, photoOf('other', 0), photoOf('other', 3)));
      await until('the gallery follows', async () => (await templates(admin)) === before + 1);
      const own = expect(await guest.get('/me/face'), 200);
      assert.deepEqual([own.mode, own.templates.length], ['face', 1]);
      assert.ok(ok(terminal(server, 'identify', photoOf('other', 6))).startsWith(`${guest.email}: similarity `));
      assert.ok(ok(terminal(server, 'identify', photoOf('man', 0))).startsWith(`${member.email}: similarity `));
      ok(terminal(server, 'remove', guest.email));
      await until('the gallery follows', async () => (await templates(admin)) === before);
      assert.equal(expect(await guest.get('/me/face'), 200).consented_at, null);
    });

    test('the same face in two accounts: the administrator is told, the visitor is not, and nobody is let in by it', async () => {
      const twin = await signUp(server);
      const { state } = await enrol(twin);
      assert.deepEqual(state, { state: 'done', taken: 5, wanted: 5, ask: null, hint: null, reason: null });
      await until('the gallery follows', async () => (await templates(admin)) === 2);
      const [pair] = expect(await admin.get('/admin/faces'), 200).duplicates;
      assert.deepEqual([pair.member.id, pair.other.id], [twin.id, member.id]);
      const visitor = new Visitor(door);
      assert.equal((await visitor.answer()).reason, 'face_unknown');
      expect(await admin.delete(`/admin/faces/duplicates/${pair.member.id}/${pair.other.id}`), 204);
      assert.deepEqual(expect(await admin.get('/admin/faces'), 200).duplicates, []);
      expect(await admin.patch(`/admin/members/${twin.id}`, { disabled: true }), 204);
      await until('the gallery follows', async () => (await templates(admin)) === 1);
      assert.equal((await visitor.answer()).state, 'accepted', 'whoever is disabled keeps nobody out');
      expect(await admin.patch(`/admin/members/${twin.id}`, { disabled: false }), 204);
      await until('the gallery follows', async () => (await templates(admin)) === 2);
      expect(await twin.arrive().then((again) => again.logIn(twin.email)), 200);
      expect(await twin.post('/me/deletion', { password: PASSWORD }), 204);
      assert.deepEqual(query(server, `SELECT count(*) FROM face_templates WHERE member_id = ${twin.id}`), [0]);
      await until('the gallery follows', async () => (await templates(admin)) === 1);
    });

    test('a refresh without the password has to be like the face that is there', async () => {
      const fresh = await enrol(member);
      assert.equal(fresh.state.state, 'done');
      const mirrored = await enrol(member, { frames: clip('other') });
      assert.deepEqual([mirrored.state.state, mirrored.state.reason], ['refused', 'unlike']);
      assert.equal(expect(await member.get('/me/face'), 200).templates.length, 2);
    });

    test('another person is not taken for the member', async () => {
      const visitor = new Visitor(await server.client({ address: member.address }).arrive(), 'other');
      assert.equal((await visitor.answerInTheEnd()).reason, 'face_unknown');
      const claiming = new Visitor(await server.client({ address: member.address }).arrive(), 'other');
      assert.equal((await claiming.answerInTheEnd(member.email)).reason, 'face_unknown');
    });

    test('who is disabled is not let in; what is removed is gone', async () => {
      const visitor = new Visitor(await server.client({ address: member.address }).arrive());
      assert.equal((await visitor.answer()).state, 'accepted');
      expect(await admin.patch(`/admin/members/${member.id}`, { disabled: true }), 204);
      expect(await visitor.finish(), 401, 'face_unknown');
      expect(await admin.patch(`/admin/members/${member.id}`, { disabled: false }), 204);
      expect(await member.get('/me'), 401);
      expect(await member.arrive().then((m) => m.logIn(m.email)), 200);
      const { templates: own } = expect(await member.get('/me/face'), 200);
      expect(await admin.delete(`/me/face/templates/${own[0].id}`), 404, 'not_found');
      expect(await member.delete(`/me/face/templates/${own[0].id}`), 204);
      expect(await member.delete(`/me/face/templates/${own[0].id}`), 404, 'not_found');
      const { key } = expect(await member.post('/me/face/enrolments', { consent: true }), 201);
      expect(await member.put(`/me/face/enrolments/${key}/frames/1`, clip('man')[0].jpeg, IMAGE), 200);
      expect(await member.delete('/me/face'), 204);
      expect(await member.put(`/me/face/enrolments/${key}/frames/2`, clip('man')[1].jpeg, IMAGE), 404, 'not_found');
      expect(await member.delete('/me/face'), 204);
      const after = expect(await member.get('/me/face'), 200);
      assert.deepEqual([after.consented_at, after.templates, after.uses], [null, [], []]);
      assert.deepEqual(query(server, 'SELECT count(*) FROM face_templates'), [0]);
      await until('the gallery follows', async () => (await templates(admin)) === 0);
    });
  });
}

test('attempts are limited by address and by account', async () => {
  const server = await serve();
  const visitor = await server.client().arrive(), email = newEmail();
  for (let i = 0; i < 20; i++) expect(await visitor.post('/face/challenges', {}), 201);
  const answer = await visitor.post('/face/challenges', {});
  expect(answer, 429, 'too_many_requests');
  assert.ok(answer.json.retry_after_s <= 30);
  const site = async (i) => (await server.client({ address: `2001:db8:1:2::${i}` }).arrive()).post('/face/challenges', {});
  for (let i = 1; i <= 20; i++) expect(await site(i), 201);
  expect(await site(21), 429, 'too_many_requests');
  for (let i = 0; i < 10; i++) expect(await (await server.client().arrive()).post('/face/challenges', { email }), 201);
  expect(await (await server.client().arrive()).post('/face/challenges', { email }), 429, 'too_many_requests');
  await server.end();
});

test('without the key file accounts stay and faces are dropped', async () => {
  const first = await serve();
  const admin = await administrator(first);
  assert.equal((await enrol(admin)).state.state, 'done');
  await first.end();
  rmSync(join(first.state, 'key'));
  const second = await serve({ state: first.state, args: ['--face-password', 'never'] });
  assert.match(second.log, /that this key file does not open: 1/);
  const again = await second.client({ address: admin.address }).arrive();
  expect(await again.logIn(admin.email), 200);
  assert.equal(await templates(again), 0);
  const visitor = new Visitor(await second.client().arrive());
  assert.equal((await visitor.answer()).reason, 'face_unknown');
  assert.equal((await enrol(again)).state.state, 'done');
  await until('the gallery follows', async () => (await templates(again)) === 1);
  const back = new Visitor(await second.client().arrive());
  assert.equal((await back.answer()).state, 'accepted');
  expect(await back.finish(), 200);
  await second.end();
});

describe('the light of the screen', () => {
  let server, member;
  before(async () => {
    server = await serve({ args: ['--face-password', 'never'] });
    member = await administrator(server);
    assert.equal((await enrol(member)).state.state, 'done');
    await until('the gallery follows', async () => (await templates(member)) === 1);
  });
  after(() => server.end());

  test('a face that does not answer to it is fed in, or far: the password is asked for too', async () => {
    const visitor = new Visitor(await server.client().arrive());
    assert.equal((await visitor.answer()).state, 'accepted');
    expect(await visitor.finish(), 200);
    const elsewhere = await server.client().arrive();
    const film = new Visitor(elsewhere, 'man', { lit: false });
    const { state, light } = await film.answer();
    assert.deepEqual([state, light], ['accepted', null]);
    expect(await film.finish(), 403, 'face_unlit');
    expect(await elsewhere.get('/me'), 401, 'not_logged_in');
    expect(await film.finish({ password: 'not it' }), 401, 'wrong_login');
    expect(await film.finish({ password: PASSWORD }), 200);
    const text = await (await fetch(`${server.origin}/metrics`)).text();
    for (const result of ['seen', 'unseen']) assert.match(text, new RegExp(`^aifit_face_lights_total\\{result="${result}"\\} 1$`, 'm'));
  });

  test('who shows himself to it before there is a picture to compare with, and then a film, has shown nothing', async () => {
    const frames = clip('man'), first = frames.findIndex(({ doing }) => doing === 'turn_left'), away = frames.slice(first + 3, first + 9);
    for (;;) {
      const visitor = await new Visitor(await server.client().arrive()).begin();
      for (const { jpeg } of away) await visitor.show(jpeg);
      assert.equal(visitor.state.state, 'look');
      visitor.lit = false;
      await visitor.perform(visitor.waiting);
      while (visitor.open && visitor.state.step) await visitor.perform(movement(frames, visitor.state.step));
      if (visitor.state.state !== 'accepted') continue; // the frames were used up
      expect(await visitor.finish(), 403, 'face_unlit');
      break;
    }
  });
});

test('without the colours, by the operator’s choice, none are shown and none are needed', async () => {
  const server = await serve({ args: ['--face-password', 'never', '--face-light', 'off'] });
  const admin = await administrator(server);
  assert.equal((await enrol(admin)).state.state, 'done');
  await until('the gallery follows', async () => (await templates(admin)) === 1);
  const visitor = new Visitor(await server.client().arrive(), 'man', { lit: false });
  const { show } = visitor;
  visitor.show = async (jpeg) => {
    const state = await show.call(visitor, jpeg);
    assert.equal(state.light, null);
    return state;
  };
  assert.equal((await visitor.answer()).state, 'accepted');
  expect(await visitor.finish(), 200);
  await server.end();
});

test('switched off by the operator, or without its weights, it says so', async () => {
  const data = newFolder();
  cpSync(new URL('../../exercises', import.meta.url), join(data, 'exercises'), { recursive: true });
  cpSync(new URL('../../build/models', import.meta.url), join(data, 'models'), { recursive: true, filter: (path) => !/MobileFaceNet/.test(path) });
  execFileSync('mkdir', [join(data, 'web')]);
  writeFileSync(join(data, 'web/index.html'), '');
  for (const args of [['--face-login', 'off'], ['--data', data]]) {
    const server = await serve({ args });
    const admin = await administrator(server);
    assert.equal(expect(await admin.get('/session'), 200).face.login, false);
    expect(await admin.post('/face/challenges', {}), 503, 'no_face_login');
    assert.equal(expect(await admin.get('/me/face'), 200).enabled, false);
    assert.equal(expect(await admin.get('/admin/faces'), 200).ready, false);
    if (args[0] === '--data') assert.match(server.log, /nobody can log in by face: .*MobileFaceNet/);
    await server.end();
  }
  const broken = join(newFolder(), 'broken.tflite');
  writeFileSync(broken, randomBytes(5000));
  await assert.rejects(serve({ args: ['--face-model', broken] }), /does not start/);
});

test('two servers share a challenge, and each lets in what the other has enrolled', async (t) => {
  if (!process.env.AIFIT_TEST_POSTGRES) return t.skip('no PostgreSQL');
  const database = await newDatabase('postgresql'), state = newFolder();
  const a = await serve({ kind: 'postgresql', database, state });
  const admin = await administrator(a);
  const b = await serve({ kind: 'postgresql', database, state });
  assert.equal((await enrol(admin)).state.state, 'done');
  const there = Object.assign(b.client({ address: admin.address }), { cookies: admin.cookies, csrf: admin.csrf });
  await until('the other gallery follows', async () => (await templates(there)) === 1);
  const here = await a.client({ address: admin.address }).arrive();
  const other = Object.assign(b.client({ address: admin.address }), { cookies: here.cookies, csrf: here.csrf });
  const visitor = new Visitor(here), show = visitor.show;
  let turn = 0;
  visitor.show = (photo) => show.call(visitor, photo, turn++ % 2 ? other : here);
  assert.equal((await visitor.answer()).state, 'accepted');
  const both = await Promise.all([here, other].map((client) => client.post(`/face/challenges/${visitor.key}/session`, {})));
  assert.deepEqual(both.map((answer) => answer.status).sort().at(0), 200);
  assert.equal(both.filter((answer) => answer.status === 200).length, 1, 'one session');
  await a.end();
  await b.end();
});

test('twenty at once: nobody is decided wrongly', async (t) => {
  const server = await serve({ args: ['--face-password', 'never'] });
  const admin = await administrator(server);
  assert.equal((await enrol(admin)).state.state, 'done');
  await until('the gallery follows', async () => (await templates(admin)) === 1);
  const visitors = await Promise.all(Array.from({ length: 20 }, async (_, i) => new Visitor(await server.client().arrive(), i % 4 === 3 ? 'other' : 'man')));
  const began = performance.now();
  await Promise.all(visitors.map((visitor) => visitor.answerInTheEnd()));
  t.diagnostic(`decided within ${Math.round(performance.now() - began)} ms: ${visitors.map((v) => v.state.reason ?? v.state.state)}`);
  for (const visitor of visitors) {
    const right = visitor.frames === clip('man');
    if (visitor.state.state === 'accepted') assert.ok(right, 'a stranger was let in');
    else assert.ok(!right || visitor.state.reason !== 'face_unknown', 'the member was taken for a stranger');
  }
  await server.end();
});
