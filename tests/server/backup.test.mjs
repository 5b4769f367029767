// aifit backup, restore and user, from outside, between both databases.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { program, tempDir } from '../cli/lib/aifit.mjs';
import { administrator, batch, databases, expect, newDatabase, newKey, query, serve, signUp, today } from './api.mjs';

const at = (server) => ['--state-dir', server.state, ...(server.database ? ['--database', server.database] : [])];
const run = (args, input = '') => spawnSync(program, args, { encoding: 'utf8', input });

async function trained(server, workouts) {
  const client = await signUp(server, { nickname: "'); DROP TABLE members;--" });
  for (let i = 0; i < workouts; i++) expect(await client.put(`/workouts/${newKey()}`, batch(Date.now() - (i + 1) * 86400e3, 12)), 200);
  return client;
}

const see = async (client) => ({
  profile: (await client.get('/me')).json, home: (await client.get(`/home?today=${today()}`)).json,
  records: (await client.get(`/records?today=${today()}`)).json, workouts: (await client.get('/workouts')).json,
});

// Every pair of databases that is here.
for (const from of databases)
  for (const to of databases)
    test(`a backup of ${from}, made while it is served, comes back in ${to}`, async () => {
      const server = await serve({ kind: from });
      await administrator(server);
      const client = await trained(server, 3);
      const before = await see(client);
      const file = join(tempDir(), 'household.aifit');
      const backup = run(['backup', file, ...at(server)]);
      assert.equal(backup.status, 0, backup.stderr);
      assert.match(backup.stdout, /^\d+ rows written .* key file \(.*\) is not in it/);
      assert.match(backup.stdout, /^ +2 {2}members$/m);
      assert.match(backup.stdout, /^ +36 {2}repetitions$/m);
      assert.equal(statSync(file).mode & 0o777, 0o600);
      await server.end();

      const target = { kind: to, state: server.state, database: to === 'sqlite' ? `sqlite:${join(tempDir(), 'new.db')}` : await newDatabase(to) };
      const restore = run(['restore', file, ...at(target)]);
      assert.equal(restore.status, 0, restore.stderr);
      assert.equal(/^\d+/.exec(restore.stdout)[0], /^\d+/.exec(backup.stdout)[0]);
      assert.deepEqual(restore.stdout.split('\n').slice(1), backup.stdout.split('\n').slice(1)); // table by table
      const again = run(['restore', file, ...at(target)]);
      assert.equal(again.status, 1);
      assert.match(again.stderr, /has members already; --replace/);

      const restored = await serve(target);
      client.server = restored; // with the same key file the same session holds
      assert.deepEqual(await see(client), before);
      const another = await signUp(restored); // ids go on after the highest
      assert.ok(another.id > client.id);
      await restored.end();
    });

for (const kind of databases)
  test(`what is no backup, or a damaged one, replaces nothing in ${kind}`, async () => {
    const server = await serve({ kind });
    const client = await trained(server, 2);
    const file = join(tempDir(), 'b');
    assert.equal(run(['backup', file, ...at(server)]).status, 0);
    const { size } = statSync(file);
    const spoil = {
      text: () => writeFileSync(file, 'hello'),
      empty: () => writeFileSync(file, ''),
      gone: () => rmSync(file),
    };
    truncateSync(file, size - 8192);
    for (const name of ['truncated', ...Object.keys(spoil)]) {
      spoil[name]?.();
      const result = run(['restore', file, '--replace', ...at(server)]);
      assert.equal(result.status, 1, name);
      assert.match(result.stderr, /^aifit: .+\n$/, name);
    }
    assert.equal((await see(client)).workouts.workouts.length, 2);
    await server.end();
  });

test('a backup takes the place of neither the database nor the key file', async () => {
  const server = await serve();
  for (const [name, what] of [['aifit.db', 'the database itself'], ['key', 'the key file']]) {
    const path = join(server.state, name), { ino } = statSync(path);
    const result = run(['backup', path, ...at(server)]);
    assert.equal(result.status, 1);
    assert.match(result.stderr, new RegExp(`is ${what}\n$`));
    assert.equal(statSync(path).ino, ino);
  }
  await server.end();
});

for (const kind of databases)
  test(`aifit user on ${kind}`, async () => {
    const server = await serve({ kind });
    const password = 'seven seas and a half\n';
    const user = (...args) => run(['user', ...args, ...at(server)], password);
    const add = (email, more = []) => user('add', email, '--nickname', '민지', '--born-on', '1990-05-06', ...more);
    assert.equal(add('op@example.org', ['--administrator']).status, 0);
    assert.match(add('OP@example.org').stderr, /is a member already/);
    assert.match(run(['user', 'add', 'x@example.org', '--nickname', 'x', '--born-on', '1990-05-06', ...at(server)], 'password1\n').stderr, /too_common/);
    for (const [typed, reason] of [['가나다', 'too_short'], ['x'.repeat(129), 'too_long'], [`${'가'.repeat(200)}`, 'too_long'], ['four score\tand', 'not_allowed']])
      assert.match(run(['user', 'add', 'x@example.org', '--nickname', 'x', '--born-on', '1990-05-06', ...at(server)], `${typed}\n`).stderr, new RegExp(`refused: ${reason}`));
    for (const nickname of ['', 'x'.repeat(31), 'a\tb'])
      assert.match(user('add', 'x@example.org', '--nickname', nickname, '--born-on', '1990-05-06').stderr, /a nickname has 1 to 30 characters/);
    assert.match(user('list').stdout, /administrator  enabled .* op@example.org  민지/);
    const client = await server.client().arrive();
    expect(await client.logIn('op@example.org', password.trim()), 200);
    expect(await client.get('/admin/status'), 200);

    assert.equal(user('disable', 'op@example.org').status, 0);
    expect(await client.get('/me'), 401);
    assert.equal(user('enable', 'op@example.org').status, 0);
    const changed = run(['user', 'set-password', 'op@example.org', ...at(server)], 'eight seas and a half\n');
    assert.equal(changed.status, 0, changed.stderr);
    expect(await (await server.client().arrive()).logIn('op@example.org', password.trim()), 401);
    expect(await (await server.client().arrive()).logIn('op@example.org', 'eight seas and a half'), 200);
    assert.equal(user('delete', 'op@example.org').status, 0);
    assert.deepEqual(query(server, 'SELECT email FROM members'), []);
    assert.match(user('enable', 'op@example.org').stderr, /nobody has the e-mail/);
    for (const args of [['fly', 'a@b.de'], ['add', 'nobody'], ['list', 'a@b.de'], ['disable'], ['add', 'a@b.de']])
      assert.equal(user(...args).status, 2, args.join(' '));
    await server.end();
  });
