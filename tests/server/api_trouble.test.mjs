// What is not at hand: a turn to hash, the database, time.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { administrator, change, databases, expect, newEmail, newFolder, PASSWORD, query, serve, signUp } from './api.mjs';

const DAY_MS = 86400e3;
const bare = async (server, path) => {
  const answer = await fetch(server.origin + path);
  return { status: answer.status, retry: answer.headers.get('retry-after'), text: await answer.text() };
};

test('when too many passwords wait to be hashed, the rest are told when to come again, and all else goes on', async () => {
  const server = await serve({ args: ['--argon2-parallel', '1', '--argon2-mib', '64', '--argon2-passes', '20'] });
  const clients = await Promise.all(Array.from({ length: 40 }, () => server.client().arrive()));
  const logins = Promise.all(clients.map((client) => client.logIn(newEmail())));
  for (let i = 0; i < 10; i++) expect(await server.client().get('/session'), 200);
  const answers = await logins;
  const refused = answers.filter((answer) => answer.status === 503);
  for (const answer of refused) {
    assert.equal(expect(answer, 503, 'overloaded').retry_after_s, 2);
    assert.equal(answer.headers.get('retry-after'), '2');
  }
  assert.ok(refused.length >= 40 - 1 - 20 - 10, `${refused.length} were refused`); // one inside, twenty wait, some were fast
  assert.equal(answers.filter((answer) => answer.status === 401).length, 40 - refused.length);
  expect(await (await server.client().arrive()).logIn(newEmail()), 401, 'wrong_login');
  await server.end();
});

for (const kind of databases) {
  describe(kind, () => {
    test('a session ends when it lies unused, and when it is old', async () => {
      const server = await serve({ kind, args: ['--session-idle-days', '10', '--session-max-days', '20'] });
      const idle = await signUp(server), old = await signUp(server);
      const move = (who, column, days) => change(server, `UPDATE sessions SET ${column} = ${column} - ${days * DAY_MS} WHERE member_id = ${who.id}`);
      move(idle, 'used_ms', 9.9);
      expect(await idle.get('/me'), 200); // which counts as use
      move(idle, 'used_ms', 9.9);
      expect(await idle.get('/me'), 200);
      move(idle, 'used_ms', 10.1);
      expect(await idle.get('/me'), 401, 'not_logged_in');
      move(old, 'created_ms', 19.9);
      expect(await old.get('/me'), 200);
      move(old, 'created_ms', 0.2);
      expect(await old.get('/me'), 401, 'not_logged_in');
      await server.end();
    });

    test('a code ends after five minutes', async () => {
      const server = await serve({ kind });
      const admin = await administrator(server), member = await signUp(server);
      const NEW = 'seven years and a score';
      const reset = async (code) => (await server.client().arrive()).post('/password-resets/confirm', { email: member.email, code, password: NEW, password_again: NEW });
      const { code } = expect(await admin.post(`/admin/members/${member.id}/reset-code`), 201);
      change(server, 'UPDATE codes SET expires_ms = expires_ms - 301000');
      expect(await reset(code), 422, 'wrong_code');
      expect(await (await server.client().arrive()).logIn(member.email), 200);
      const late = expect(await admin.post(`/admin/members/${member.id}/reset-code`), 201);
      change(server, 'UPDATE codes SET expires_ms = expires_ms - 270000');
      expect(await reset(late.code), 204);
      await server.end();
    });
  });
}

test('a database that is away is no answer, and used again when it is back', { skip: !databases.includes('postgresql') }, async () => {
  const server = await serve({ kind: 'postgresql' });
  const client = await signUp(server);
  const name = new URL(server.database.replace('@/', '@localhost/')).pathname.slice(1);
  const elsewhere = { ...server, database: server.database.replace(`/${name}?`, '/postgres?') };
  change(elsewhere, `ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
  query(elsewhere, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`);
  assert.deepEqual(await bare(server, '/healthz'), { status: 200, retry: null, text: 'ok\n' });
  const ready = await bare(server, '/readyz');
  assert.deepEqual([ready.status, ready.retry, JSON.parse(ready.text).code], [503, '1', 'store_unavailable']);
  expect(await client.get('/me'), 503, 'store_unavailable'); // not 401: the session may well be there
  expect(await client.logIn(client.email), 503, 'store_unavailable');
  change(elsewhere, `ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
  assert.equal((await bare(server, '/readyz')).status, 200);
  expect(await client.get('/me'), 200);
  expect(await client.logIn(client.email, PASSWORD), 200);
  await server.end();
});

const LISTEN = `
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
print('bound', flush=True)
while True: print(s.recv(4096).decode(), flush=True)`;

test('systemd is told when the server is ready, and when it stops', async () => {
  const path = join(newFolder(), 'notify');
  const manager = spawn('/usr/bin/python3', ['-c', LISTEN, path]);
  let told = '';
  manager.stdout.on('data', (text) => (told += text));
  const hear = async (word) => {
    while (!told.includes(`${word}\n`)) await once(manager.stdout, 'data');
  };
  await hear('bound');
  const server = await serve({ env: { NOTIFY_SOCKET: path } });
  await hear('READY=1');
  assert.equal((await bare(server, '/readyz')).status, 200);
  assert.ok(!told.includes('STOPPING'));
  await server.end();
  await hear('STOPPING=1');
  manager.kill();
});
