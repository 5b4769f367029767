// The door that every request goes through, over real sockets: what it refuses, whom it believes, what it tells.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import net from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { tempDir } from '../cli/lib/aifit.mjs';
import { expect, PASSWORD, person, serve, signUp } from './api.mjs';

const PREFIX = '/api/v1';
let server, port;

before(async () => {
  server = await serve({ args: ['--max-connections', '700'] });
  port = Number(new URL(server.origin).port);
});
after(() => server?.end());

// Bytes as they are; everything that comes back until the server closes (at most one answer: Connection: close).
function raw(bytes, { at = port, host = '127.0.0.1' } = {}) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(at, host, () => socket.write(bytes));
    const chunks = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', reject);
    socket.on('close', () => resolve(Buffer.concat(chunks).toString('latin1')));
  });
}
const get = (path, headers = '') => `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${headers}\r\n`;
const status = (answer) => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);

test('what is no JSON object is malformed, whatever it is', async () => {
  const client = await server.client().arrive();
  const bodies = ['', '{', 'null', '[]', '"text"', '{"email":1,"email":2}', '{"email":"\\ud800"}', '{} {}', 'NaN', '{"a":1e999}',
    Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), '{"email":"a\\u0000b"}', '{"a":99999999999999999999}',
    `{"a":${'['.repeat(3000)}${']'.repeat(3000)}}`, `{"a":${'{"a":'.repeat(1300)}1${'}'.repeat(1300)}}`];
  for (const body of bodies) {
    const answer = await client.post('/session', body);
    assert.equal(answer.status, 400, String(body).slice(0, 40));
    assert.equal(answer.json.code, 'bad_request');
  }
});

test('a body is bounded, whether its length is told or not', async () => {
  const client = await server.client().arrive();
  expect(await client.post('/session', `{"email":"${'a'.repeat(9000)}"}`), 413, 'too_large');
  expect(await client.post('/session', Buffer.alloc(30 << 20, 'a')), 413, 'too_large');
  const chunk = `${(1 << 20).toString(16)}\r\n${'a'.repeat(1 << 20)}\r\n`;
  const head = `POST ${PREFIX}/session HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`;
  assert.equal(status(await raw(head + chunk.repeat(12) + '0\r\n\r\n')), 413);
  assert.equal(status(await raw(`DELETE ${PREFIX}/session HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx`)), 413);
});

test('a body whose length is said twice is refused, and nothing behind it is read', async () => {
  for (const lengths of ['Content-Length: 6\r\nTransfer-Encoding: chunked', 'Content-Length: 5\r\nContent-Length: 2', 'content-length: 5\r\nContent-Length: 5'])
    for (const path of [`${PREFIX}/session`, '/']) {
      const answer = await raw(`POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${lengths}\r\n\r\n0\r\n\r\n${get('/healthz')}`);
      assert.deepEqual(answer.match(/^HTTP\/1\.1 \d+/gm), ['HTTP/1.1 400'], lengths);
    }
});

test('a body is of the type that the route takes', async () => {
  const client = await server.client().arrive();
  for (const type of ['text/plain', 'application/jsonx', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])
    expect(await client.post('/session', '{}', { type }), 415, 'unsupported_media_type');
  expect(await client.post('/session', '{}', { type: 'Application/JSON; charset=utf-8' }), 400);
});

test('methods and paths that are not there are told apart', async () => {
  const client = await server.client().arrive();
  const wrong = await client.send('PATCH', '/session', undefined, { check: false });
  assert.equal(wrong.status, 405);
  assert.equal(wrong.headers.get('allow'), 'GET, HEAD, POST, DELETE');
  expect(await client.send('GET', '/nothing', undefined, { check: false }), 404, 'not_found');
  assert.equal(status(await raw(get(`${PREFIX}/home?today=%ff`))), 400);
  assert.equal(status(await raw(`BREW ${PREFIX}/session HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)), 405);
});

test('every answer of the API forbids to be framed, run, sniffed and kept', async () => {
  const client = await server.client().arrive();
  for (const answer of [await client.get('/session'), await client.get('/me'), await client.send('GET', '/x', undefined, { check: false })]) {
    assert.equal(answer.headers.get('content-security-policy'), "default-src 'none'; frame-ancestors 'none'");
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    assert.equal(answer.headers.get('referrer-policy'), 'no-referrer');
  }
});

test('nothing changes without the token of its own cookie', async () => {
  const one = await signUp(server), other = await signUp(server);
  for (const csrf of [undefined, '', 'x', other.csrf, one.csrf.slice(1), `${one.csrf}x`]) {
    expect(await one.patch('/me', { nickname: 'stolen' }, { csrf: csrf ?? null }), 403, 'csrf');
    expect(await one.delete('/session', { csrf: csrf ?? null }), 403, 'csrf');
  }
  const visitor = await server.client().arrive();
  expect(await visitor.post('/members', person(), { csrf: null }), 403, 'csrf');
  visitor.cookies.clear();
  expect(await visitor.post('/members', person()), 403, 'csrf');
  assert.equal((await one.get('/me')).json.nickname, one.nickname);
});

test('a request that a browser says comes from elsewhere is refused', async () => {
  const client = await signUp(server);
  const host = new URL(server.origin).host;
  const change = (headers) => client.patch('/me', { nickname: 'new' }, { headers });
  for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }, { origin: 'https://evil.example' },
    { origin: 'null' }, { origin: `http://${host}.evil.example` }, { origin: `http://evil.example/${host}` }])
    expect(await change(headers), 403, 'csrf');
  for (const headers of [{}, { 'sec-fetch-site': 'same-origin', origin: `http://${host}` }, { 'sec-fetch-site': 'none' }])
    expect(await change(headers), 200);
});

test('the cookie of a session is out of reach of scripts and other sites, and bound to HTTPS where there is HTTPS', async () => {
  const plain = await server.client().arrive();
  const signed = await plain.post('/members', person());
  assert.match(signed.setCookies[0], /^aifit_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=15552000$/);
  const behind = server.client();
  const options = { headers: { 'x-forwarded-proto': 'https' } };
  const first = await behind.get('/session', options);
  assert.match(first.setCookies[0], /^__Host-aifit_visitor=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=2592000; Secure$/);
  const there = await behind.post('/members', person(), options);
  assert.match(there.setCookies[0], /^__Host-aifit_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=15552000; Secure$/);
  expect(await behind.get('/me', options), 200);
  expect(await behind.get('/me'), 401); // over plain HTTP that cookie is none
  for (const cookie of ['', 'x', 'a'.repeat(43), 'a'.repeat(4000), `${plain.cookies.get('aifit_session')}x`]) {
    const forger = server.client();
    forger.cookies.set('aifit_session', cookie);
    expect(await forger.get('/me'), 401, 'not_logged_in');
  }
});

test('a client is who a trusted proxy says, and nobody else', async () => {
  const client = await signUp(server);
  const seen = async (forwarded) => {
    const visitor = await server.client({ address: forwarded }).arrive();
    expect(await visitor.logIn(client.email), 200);
    return (await visitor.get('/sessions')).json.sessions.find((session) => session.here).address;
  };
  assert.equal(await seen('203.0.113.9'), '203.0.113.9');
  assert.equal(await seen('6.6.6.6, 203.0.113.10'), '203.0.113.10');
  assert.equal(await seen('203.0.113.11:4711'), '203.0.113.11');
  assert.equal(await seen('2001:db8::5'), '2001:db8::5');
  assert.equal(await seen('203.0.113.12, nonsense'), '127.0.0.1');
  const wary = await serve({ args: ['--trusted-proxy', '192.0.2.77'] });
  const other = await signUp(wary);
  assert.equal((await other.get('/sessions')).json.sessions[0].address, '127.0.0.1');
  await wary.end();
});

test('two forwarded-for lines are one list, whatever their case', async () => {
  const client = await signUp(server);
  const cookie = [...client.cookies].map((pair) => pair.join('=')).join('; ');
  const login = JSON.stringify({ email: client.email, password: PASSWORD });
  const answer = await raw(`POST ${PREFIX}/session HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCookie: ${cookie}\r\nX-CSRF-Token: ${client.csrf}\r\n`
    + `x-forwarded-for: 6.6.6.6\r\nX-Forwarded-For: 203.0.113.20\r\nContent-Type: application/json\r\nContent-Length: ${login.length}\r\n\r\n${login}`);
  assert.equal(status(answer), 200);
  client.cookies.set('aifit_session', /aifit_session=([\w-]+)/.exec(answer)[1]);
  assert.equal((await client.get('/sessions')).json.sessions.find((session) => session.here).address, '203.0.113.20');
});

test('health and metrics are told to whom they concern', async () => {
  assert.equal(status(await raw(get('/healthz'))), 200);
  assert.equal(status(await raw(get('/readyz'))), 200);
  const metrics = await raw(get('/metrics'));
  assert.match(metrics, /^aifit_requests_total\{route="POST \/api\/v1\/session",status="413"\} [1-9]/m);
  assert.match(metrics, /^aifit_request_seconds_bucket\{route="GET \/api\/v1\/session",le="\+Inf"\} [1-9]/m);
  assert.match(metrics, /^aifit_store_seconds_count\{access="write"\} [1-9]/m);
  assert.match(metrics, /^aifit_open_connections [1-9]/m);
  const names = [...metrics.matchAll(/^(\w+\{[^}]*\}|\w+) /gm)].map(([, name]) => name).filter((name) => name.startsWith('aifit'));
  assert.equal(new Set(names).size, names.length, 'no series twice');
  for (const header of ['X-Forwarded-For: 127.0.0.1\r\n', 'Forwarded: for=127.0.0.1\r\n', 'Via: 1.1 proxy\r\n'])
    assert.equal(status(await raw(get('/metrics', header))), 404);
  const guarded = await serve({ env: { AIFIT_METRICS_TOKEN: 'sesame' } });
  const at = Number(new URL(guarded.origin).port);
  for (const [header, wanted] of [['', 404], ['Authorization: Bearer sesam\r\n', 404], ['Authorization: Basic sesame\r\n', 404],
    ['Authorization: Bearer sesame\r\n', 200], ['Authorization: Bearer sesame\r\nX-Forwarded-For: 1.1.1.1\r\n', 200]])
    assert.equal(status(await raw(get('/metrics', header), { at })), wanted, header);
  await guarded.end();
});

test('the log tells each request and none of its secrets', async () => {
  const loud = await serve({ quiet: false });
  const client = await signUp(loud);
  expect(await client.logIn(client.email, 'not the password'), 401);
  const failed = await client.get('/workouts/unknown', { check: false });
  await raw(get('/\x1b[31m"evil\r\n'.replace('\r\n', '')), { at: Number(new URL(loud.origin).port) });
  await loud.end();
  const lines = loud.log.trim().split('\n').map((line) => JSON.parse(line));
  const line = lines.find((one) => one.request_id === failed.json.request_id);
  assert.equal(line.route, '/api/v1/workouts/:key');
  assert.equal(line.status, failed.status);
  assert.equal(typeof line.ms, 'number');
  assert.match(line.time, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  for (const secret of [client.email, PASSWORD, 'not the password', client.csrf, client.cookies.get('aifit_session'), client.address, 'evil'])
    assert.ok(!loud.log.includes(secret), secret);
});

test('hundreds of slow clients keep nobody waiting', async () => {
  const slow = [];
  for (let i = 0; i < 500; i++) {
    const socket = net.connect(port, '127.0.0.1');
    socket.on('error', () => {});
    slow.push(once(socket, 'connect').then(() => socket));
  }
  const sockets = await Promise.all(slow);
  sockets.forEach((socket, i) => {
    if (i % 3 === 0) socket.write(`GET ${PREFIX}/session HTTP/1.1\r\nHost: x\r\nX-Slow: `);
    if (i % 3 === 1) socket.write(`POST ${PREFIX}/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n{`);
  });
  const drip = setInterval(() => sockets.forEach((socket, i) => i % 3 !== 2 && socket.write('a')), 100);
  const open = Number(/^aifit_open_connections (\d+)/m.exec(await raw(get('/metrics')))[1]);
  assert.ok(open >= 500, `${open} connections are open`);
  for (let i = 0; i < 20; i++) expect(await server.client().get('/session'), 200);
  await signUp(server);
  clearInterval(drip);
  sockets.forEach((socket) => socket.destroy());
});

test('one address takes a share of the connections, this machine excepted', async (t) => {
  const address = Object.values(networkInterfaces()).flat().find((one) => one.family === 'IPv4' && !one.internal)?.address;
  if (!address) return t.skip('this machine has no address but loopback');
  const strict = await serve({ args: ['--listen', '0.0.0.0:0', '--max-connections-per-address', '4'] });
  const at = Number(/:(\d+)$/.exec(strict.origin)[1]);
  const open = async (host) => {
    const sockets = Array.from({ length: 8 }, () => net.connect(at, host));
    const alive = await Promise.all(sockets.map((socket) => new Promise((resolve) => {
      socket.on('error', () => resolve(false)).on('close', () => resolve(false)).on('data', () => resolve(true));
      socket.on('connect', () => setTimeout(() => socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n'), 300));
    })));
    sockets.forEach((socket) => socket.destroy());
    return alive.filter(Boolean).length;
  };
  assert.equal(await open(address), 4);
  assert.equal(await open('127.0.0.1'), 8);
  await strict.end();
});

test('a request under way is answered when the server stops', async () => {
  const mortal = await serve();
  const client = await mortal.client().arrive();
  const body = JSON.stringify({ email: 'nobody@example.org', password: 'x' });
  const cookie = [...client.cookies].map((pair) => pair.join('=')).join('; ');
  const socket = net.connect(Number(new URL(mortal.origin).port), '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk) => (answer += chunk));
  socket.write(`POST ${PREFIX}/session HTTP/1.1\r\nHost: x\r\nCookie: ${cookie}\r\nX-CSRF-Token: ${client.csrf}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n{`);
  await new Promise((resolve) => setTimeout(resolve, 200)); // it has arrived
  const ended = mortal.end();
  await new Promise((resolve) => setTimeout(resolve, 200));
  const refused = net.connect(Number(new URL(mortal.origin).port), '127.0.0.1');
  await once(refused, 'error');
  socket.write(body.slice(1));
  await once(socket, 'close');
  assert.match(answer, /^HTTP\/1\.1 401 /);
  assert.match(answer, /\r\nConnection: close\r\n/i);
  await ended;
});

test('the link that makes the first administrator is shown until there is a member', async () => {
  const state = tempDir();
  const first = await serve({ state });
  const link = first.invitation;
  assert.match(link, /^[2-9A-HJKMNP-Z]{26}$/);
  await first.end();
  const second = await serve({ state });
  assert.notEqual(second.invitation, link);
  const early = await second.client().arrive();
  expect(await early.post('/members', person({ invitation: link })), 422, 'bad_invitation');
  const boss = await signUp(second, { invitation: second.invitation });
  expect(await boss.get('/admin/status'), 200);
  expect(await early.post('/members', person({ invitation: second.invitation })), 422, 'bad_invitation');
  await second.end();
  const third = await serve({ state });
  assert.equal(third.invitation, undefined);
  expect(await Object.assign(third.client(), { cookies: boss.cookies }).get('/admin/status'), 200);
  await third.end();
  rmSync(join(state, 'key'));
  const forgetful = await serve({ state });
  assert.match(forgetful.log, /the key file is new, the database is not/);
  expect(await Object.assign(forgetful.client(), { cookies: boss.cookies }).get('/me'), 401);
  await forgetful.end();
});

test('the server holds little memory and no codec', () => {
  const process = `/proc/${server.child.pid}`;
  const maps = readFileSync(`${process}/maps`, 'utf8');
  assert.match(maps, /libsqlite3/);
  assert.doesNotMatch(maps, /libav(codec|format)|libswscale/);
});
