// docs/openapi.yaml against the server, both ways: the same routes, each used as it should be and as it should not.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { administrator, batch, databases, expect, newEmail, newKey, PASSWORD, person, serve, signUp, today } from './api.mjs';
import { bodySchema, operations, PREFIX, resolveSchema } from './contract.mjs';
import { jpeg } from './photos.mjs';

const isPublic = (o) => o.operation.security?.length === 0;
const isAdmin = (o) => o.operation.tags.includes('administration');
const changes = (o) => o.method !== 'GET';
const nobodys = { id: 987654321, other: 987654322, number: 1, key: '00000000-0000-4000-8000-000000000000' };
const pathOf = (o, params = nobodys) => o.path.replace(/\{(\w+)\}/g, (_, name) => params[name]);

test('the server has the routes of the file, and no others', () => {
  const source = readFileSync(new URL('../../src/server/routes.c', import.meta.url), 'utf8');
  const rows = [...source.matchAll(/\{"([A-Z]+)",\s*"([^"]+)",\s*\w+,\s*(FIT_\w+),\s*(FIT_\w+)/g)]
    .filter(([, , pattern]) => pattern.startsWith(PREFIX))
    .map(([, method, pattern, access, body]) => ({ key: `${method} ${pattern.slice(PREFIX.length).replace(/:(\w+)/g, '{$1}')}`, access, body }))
    .sort((a, b) => a.key.localeCompare(b.key));
  const described = operations.map((o) => ({
    key: o.key,
    access: isPublic(o) ? 'FIT_PUBLIC' : isAdmin(o) ? 'FIT_ADMINISTRATOR' : 'FIT_MEMBER',
    body: !o.operation.requestBody ? 'FIT_BODY_NONE' : bodySchema(o.operation) ? 'FIT_BODY_JSON' : 'FIT_BODY_PHOTO',
  })).sort((a, b) => a.key.localeCompare(b.key));
  assert.deepEqual(rows, described);
});

test('every change asks for the token', () => {
  for (const o of operations)
    assert.equal((o.operation.parameters ?? []).some((p) => resolveSchema(p).name === 'X-CSRF-Token'), changes(o), o.key);
});

// One right use of each operation, in an order in which each finds what it needs.
const examples = {
  'GET /session': async ({ member }) => expect(await member.get('/session'), 200),
  'POST /session': async ({ server, member }) => expect(await (await server.client().arrive()).logIn(member.email), 200),
  'POST /session/password': async ({ member }) => expect(await member.post('/session/password', { password: PASSWORD }), 204),
  'GET /sessions': async (c) => {
    const { sessions } = expect(await c.member.get('/sessions'), 200);
    c.other = sessions.find((s) => !s.here).id;
  },
  'DELETE /sessions/{id}': async ({ member, other }) => expect(await member.delete(`/sessions/${other}`), 204),
  'POST /members': async (c) => {
    c.leaver = await signUp(c.server);
  },
  'POST /password-resets': async ({ stranger }) => expect(await stranger.post('/password-resets', { email: newEmail() }), 503, 'no_mail'),
  'POST /admin/members/{id}/reset-code': async (c) => {
    c.code = expect(await c.admin.post(`/admin/members/${c.leaver.id}/reset-code`), 201).code;
  },
  'POST /password-resets/confirm': async ({ stranger, leaver, code }) =>
    expect(await stranger.post('/password-resets/confirm', { email: leaver.email, code, password: 'quite another one', password_again: 'quite another one' }), 204),
  'GET /me': async ({ member }) => expect(await member.get('/me'), 200),
  'PATCH /me': async ({ member }) =>
    expect(await member.patch('/me', { nickname: 'Anna', language: 'en', settings: { theme: 'dark' }, goals: { days_a_week: 4, repetitions_a_week: { squat: 200 } } }), 200),
  'PUT /me/photo': async ({ member }) => expect(await member.put('/me/photo', jpeg(40, 30), { type: 'image/jpeg' }), 204),
  'GET /me/photo': async ({ member }) => expect(await member.get('/me/photo'), 200),
  'DELETE /me/photo': async ({ member }) => expect(await member.delete('/me/photo'), 204),
  'PUT /me/password': async ({ member }) => expect(await member.put('/me/password', { current: PASSWORD, password: 'here is a new one', password_again: 'here is a new one' }), 204),
  'POST /me/email': async ({ member }) => expect(await member.post('/me/email', { email: newEmail(), password: 'here is a new one' }), 503, 'no_mail'),
  'PUT /me/email': async ({ member }) => expect(await member.put('/me/email', { email: newEmail(), code: 'ABCDEFGH' }), 422, 'wrong_code'),
  'PUT /workouts/{key}': async (c) => {
    c.key = newKey();
    expect(await c.member.put(`/workouts/${c.key}`, batch(Date.now() - 60000, 5)), 200);
  },
  'GET /workouts': async ({ member }) => expect(await member.get('/workouts'), 200),
  'GET /workouts/{key}': async ({ member, key }) => expect(await member.get(`/workouts/${key}`), 200),
  'POST /face/challenges': async (c) => {
    c.challenge = expect(await c.stranger.post('/face/challenges', { email: newEmail() }), 201).key;
  },
  'PUT /face/challenges/{key}/frames/{number}': async ({ stranger, challenge }) =>
    expect(await stranger.put(`/face/challenges/${challenge}/frames/1`, jpeg(40, 30), { type: 'image/jpeg' }), 200),
  'POST /face/challenges/{key}/session': async ({ stranger, challenge }) => expect(await stranger.post(`/face/challenges/${challenge}/session`, {}), 401, 'face_unknown'),
  'POST /me/face/enrolments': async (c) => {
    c.enrolment = expect(await c.member.post('/me/face/enrolments', { consent: true }), 201).key;
  },
  'PUT /me/face/enrolments/{key}/frames/{number}': async ({ member, enrolment }) =>
    expect(await member.put(`/me/face/enrolments/${enrolment}/frames/1`, jpeg(40, 30), { type: 'image/jpeg' }), 200),
  'GET /me/face': async ({ member }) => expect(await member.get('/me/face'), 200),
  'PATCH /me/face': async ({ member }) => expect(await member.patch('/me/face', { mode: 'face_password' }), 404, 'not_found'),
  'DELETE /me/face/templates/{id}': async ({ member }) => expect(await member.delete('/me/face/templates/1'), 404, 'not_found'),
  'DELETE /me/face': async ({ member }) => expect(await member.delete('/me/face'), 204),
  'GET /home': async ({ member }) => expect(await member.get(`/home?today=${today()}`), 200),
  'GET /records': async ({ member }) => expect(await member.get(`/records?today=${today()}`), 200),
  'GET /me/export': async ({ member }) => expect(await member.get('/me/export'), 200),
  'DELETE /workouts/{key}': async ({ member, key }) => expect(await member.delete(`/workouts/${key}`), 204),
  'GET /admin/status': async ({ admin }) => expect(await admin.get('/admin/status'), 200),
  'GET /admin/members': async ({ admin }) => expect(await admin.get('/admin/members'), 200),
  'PATCH /admin/members/{id}': async ({ admin, leaver }) => expect(await admin.patch(`/admin/members/${leaver.id}`, { disabled: true }), 204),
  'DELETE /admin/members/{id}': async ({ admin, leaver }) => expect(await admin.delete(`/admin/members/${leaver.id}`), 204),
  'POST /admin/invitations': async (c) => {
    c.invitation = expect(await c.admin.post('/admin/invitations', { note: 'for a friend', days: 7 }), 201).id;
  },
  'GET /admin/invitations': async ({ admin }) => expect(await admin.get('/admin/invitations'), 200),
  'DELETE /admin/invitations/{id}': async ({ admin, invitation }) => expect(await admin.delete(`/admin/invitations/${invitation}`), 204),
  'POST /admin/mail-test': async ({ admin }) => expect(await admin.post('/admin/mail-test'), 503, 'no_mail'),
  'GET /admin/faces': async ({ admin }) => expect(await admin.get('/admin/faces'), 200),
  'PATCH /admin/faces': async ({ admin }) => expect(await admin.patch('/admin/faces', { enabled: true }), 200),
  'DELETE /admin/faces/duplicates/{id}/{other}': async ({ admin }) => expect(await admin.delete('/admin/faces/duplicates/1/2'), 404, 'not_found'),
  'DELETE /sessions': async ({ member }) => expect(await member.delete('/sessions'), 204),
  'DELETE /session': async ({ server }) => expect(await (await signUp(server)).delete('/session'), 204),
  'POST /me/deletion': async ({ server }) => expect(await (await signUp(server)).post('/me/deletion', { password: PASSWORD }), 204),
};

// A right body of each operation that takes one, to be spoilt.
const bodies = {
  'POST /session': () => ({ email: newEmail(), password: PASSWORD }),
  'POST /members': () => person(),
  'POST /password-resets': () => ({ email: newEmail() }),
  'POST /password-resets/confirm': () => ({ email: newEmail(), code: 'ABCDEFGH', password: PASSWORD, password_again: PASSWORD }),
  'PATCH /me': () => ({ nickname: 'A', language: 'ko', settings: {}, goals: { days_a_week: 1, repetitions_a_week: {} } }),
  'PUT /me/password': () => ({ current: PASSWORD, password: 'here is a new one', password_again: 'here is a new one' }),
  'POST /me/email': () => ({ email: newEmail(), password: PASSWORD }),
  'PUT /me/email': () => ({ email: newEmail(), code: 'ABCDEFGH' }),
  'POST /me/deletion': () => ({ password: PASSWORD }),
  'PUT /workouts/{key}': () => batch(Date.now() - 60000, 2),
  'POST /session/password': () => ({ password: PASSWORD }),
  'POST /face/challenges': () => ({ email: newEmail() }),
  'POST /face/challenges/{key}/session': () => ({ password: PASSWORD }),
  'POST /me/face/enrolments': () => ({ consent: true, password: PASSWORD }),
  'PATCH /me/face': () => ({ mode: 'face', password: PASSWORD }),
  'PATCH /admin/faces': () => ({ enabled: true }),
  'PATCH /admin/members/{id}': () => ({ disabled: false, role: 'member' }),
  'POST /admin/invitations': () => ({ note: '', days: 1, role: 'member' }),
};

// A request as it should be, but for options.
const use = (who, o, options, params) => (o.operation.requestBody && !bodySchema(o.operation)
  ? who.send(o.method, pathOf(o, params), jpeg(40, 30), { type: 'image/jpeg', ...options })
  : who.send(o.method, pathOf(o, params), bodies[o.key]?.(), options));

const wrong = [17, 1.5, true, null, 'text', [], {}];
const accepts = (schema, value) => {
  const types = [schema.type ?? typeof schema.enum?.[0]].flat();
  const type = value === null ? 'null' : Array.isArray(value) ? 'array' : Number.isInteger(value) ? 'integer' : typeof value;
  return types.includes(type) || (type === 'integer' && types.includes('number'));
};

for (const kind of databases) {
  describe(kind, () => {
    const c = {};
    before(async () => {
      c.server = await serve({ kind });
      c.admin = await administrator(c.server);
      c.member = await signUp(c.server);
      c.stranger = await c.server.client().arrive();
    });
    after(() => c.server.end());
    const whoFor = (o) => (isAdmin(o) ? c.admin : isPublic(o) ? c.stranger : c.member);
    const open = operations.filter((o) => !isPublic(o));
    const withBody = operations.filter((o) => bodySchema(o.operation));

    test('who is not logged in gets nowhere', async () => {
      for (const o of open)
        expect(await use(c.stranger, o), 401, 'not_logged_in');
    });

    test('a member is no administrator', async () => {
      for (const o of operations.filter(isAdmin))
        expect(await use(c.member, o), 403, 'forbidden');
    });

    test('nothing changes without the token, with a wrong one, with another\'s, or from another site', async () => {
      for (const o of operations.filter(changes)) {
        const who = whoFor(o);
        for (const csrf of [null, 'x', who.csrf.slice(0, -1), c.stranger === who ? c.member.csrf : c.stranger.csrf])
          expect(await use(who, o, { csrf }), 403, 'csrf');
        for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }, { origin: 'https://example.org' }, { origin: 'null' }])
          expect(await use(who, o, { headers }), 403, 'csrf');
      }
    });

    test('a body is JSON, an object, UTF-8, and not huge', async () => {
      for (const o of withBody) {
        const who = whoFor(o), path = pathOf(o);
        for (const body of ['', '{', '[]', '"text"', 'null', '{"a":1,}', '{"a":NaN}', '{"email":"a","email":"b"}', `${'['.repeat(3000)}`])
          expect(await who.send(o.method, path, Buffer.from(body)), 400);
        const brokenUtf8 = Buffer.concat([Buffer.from('{"email":"'), Buffer.from([0xc3, 0x28, 0xff]), Buffer.from('"}')]);
        expect(await who.send(o.method, path, brokenUtf8), 400);
        expect(await who.send(o.method, path, '{"email":"\\ud800"}'), 400);
        expect(await who.send(o.method, path, '{"email":"a\\u0000b"}'), 400);
        expect(await who.send(o.method, path, '{}', { type: 'text/plain' }), 415, 'unsupported_media_type');
        expect(await who.send(o.method, path, `{"email":"${'x'.repeat(1 << 20)}"}`), 413, 'too_large');
      }
    });

    test('each field is there, has its type, and is known', async () => {
      for (const o of withBody) {
        const schema = bodySchema(o.operation);
        const { properties, required = [] } = resolveSchema(schema);
        const who = whoFor(o), path = pathOf(o);
        const refused = async (body, field) => {
          const said = expect(await who.send(o.method, path, body), 400);
          assert.equal(said.field, field, `${o.key} ${JSON.stringify(body).slice(0, 300)}`);
        };
        await refused({ ...bodies[o.key](), unheard_of: 1 }, 'unheard_of');
        for (const name of required) {
          const body = bodies[o.key]();
          delete body[name];
          await refused(body, name);
        }
        for (const [name, property] of Object.entries(properties))
          for (const value of wrong.filter((v) => !accepts(resolveSchema(property), v)))
            await refused({ ...bodies[o.key](), [name]: value }, name);
      }
    });

    test('what a path names is nobody\'s, or no id at all', async () => {
      for (const o of operations.filter((p) => p.path.includes('{'))) {
        const who = whoFor(o);
        if (o.key !== 'PUT /workouts/{key}') expect(await use(who, o), 404, 'not_found');
        const odd = ['0', '-1', '99999999999999999999', 'x', '1%20', '%00', "1'--", '..', 'a'.repeat(300)];
        for (const text of odd) {
          const answer = await use(who, o, {}, { id: text, key: text, other: text, number: text });
          assert.ok([400, 404].includes(answer.status), `${o.key} ${text}: ${answer.status}`);
        }
      }
    });

    test('unknown paths and methods', async () => {
      expect(await c.member.get('/nothing'), 404, 'not_found');
      const answer = await c.member.send('POST', '/home', {});
      expect(answer, 405, 'method_not_allowed');
      assert.equal(answer.headers.get('allow'), 'GET, HEAD');
    });

    test('every operation of the file, used as it should be', async (t) => {
      assert.deepEqual(Object.keys(examples).sort(), operations.map((o) => o.key).sort());
      for (const [key, example] of Object.entries(examples)) await t.test(key, () => example(c));
    });
  });
}
