// What was acknowledged stays, counts once, and holds at every server on the database.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { batch, databases, expect, local, newKey, PASSWORD, query, repetition, serve, signUp, today } from './api.mjs';

const MEMBERS = 20, WORKOUTS = 10, BATCHES = 5, EACH = 4; // 1,000 uploads of 4 repetitions
const start = Date.now() - 3600e3;

// Every upload of every member: the batches of a workout overlap by one repetition, as a page's that was not sure does.
function plan(members) {
  return members.flatMap((client) => Array.from({ length: WORKOUTS }, (_, w) => {
    const key = newKey(), startedMs = start + w * 1000;
    return Array.from({ length: BATCHES }, (_, b) => ({
      client, key, sequences: Array.from({ length: EACH + (b > 0) }, (_, i) => b * EACH + i + (b > 0 ? 0 : 1)),
      startedMs,
    }));
  }).flat());
}

const send = ({ client, key, sequences, startedMs }) =>
  client.put(`/workouts/${key}`, batch(startedMs, 0, { repetitions: sequences.map((s) => repetition(s, startedMs)) }));

for (const kind of databases) {
  describe(kind, () => {
    test('killed amid a thousand concurrent uploads, it has lost no acknowledged repetition and doubled none', async (t) => {
      let server = await serve({ kind, args: ['--max-connections', '4096'] });
      const members = [];
      for (let i = 0; i < MEMBERS; i++) members.push(await signUp(server));
      const uploads = plan(members);
      assert.equal(uploads.length, 1000);
      let acknowledged = 0;
      await Promise.all(uploads.map(async (upload) => {
        try {
          const answer = await send(upload);
          assert.equal(answer.status, 200, answer.bytes.toString());
          upload.acknowledged = true;
          if (++acknowledged === 300) server.end('SIGKILL');
        } catch (error) {
          if (error.code === 'ERR_ASSERTION') throw error; // else the server had gone
        }
      }));
      const sure = uploads.filter((u) => u.acknowledged);
      t.diagnostic(`${sure.length} of ${uploads.length} uploads were acknowledged before the end`);
      assert.ok(sure.length >= 300 && sure.length < 1000, String(sure.length));

      server = await serve({ kind, state: server.state, database: server.database });
      for (const client of members) client.server = server; // the sessions hold
      const stored = new Map();
      for (const { client, key } of uploads) {
        if (stored.has(key)) continue;
        const answer = await client.get(`/workouts/${key}`);
        stored.set(key, answer.status === 404 ? [] : expect(answer, 200).repetitions.map((r) => r.sequence));
      }
      for (const { key, sequences } of sure) for (const s of sequences) assert.ok(stored.get(key).includes(s), `${key} ${s} is lost`);
      for (const [key, sequences] of stored) assert.equal(new Set(sequences).size, sequences.length, `${key} has one twice`);
      const totals = () => query(server, 'SELECT SUM(repetitions) FROM daily_totals')[0];
      assert.equal(totals(), [...stored.values()].flat().length);

      for (let i = 0; i < uploads.length; i += 50) await Promise.all(uploads.slice(i, i + 50).map(async (u) => expect(await send(u), 200)));
      assert.equal(totals(), MEMBERS * WORKOUTS * BATCHES * EACH);
      assert.equal(query(server, 'SELECT COUNT(*) FROM repetitions')[0], MEMBERS * WORKOUTS * BATCHES * EACH);
      for (const client of members) {
        const [total] = expect(await client.get(`/home?today=${today()}`), 200).totals;
        assert.equal(total.repetitions, WORKOUTS * BATCHES * EACH);
      }
      await server.end();
    });
  });
}

test('two servers on one PostgreSQL are one application', { skip: !databases.includes('postgresql') }, async () => {
  const one = await serve({ kind: 'postgresql' });
  const two = await serve({ kind: 'postgresql', database: one.database, state: one.state });
  assert.equal(two.origin === one.origin, false);
  const client = await signUp(one);
  const at = (server) => Object.assign(client, { server });

  const profile = expect(await at(one).get('/me'), 200);
  assert.deepEqual(expect(await at(two).get('/me'), 200), profile); // the session and, below, its token hold at the other
  expect(await at(two).patch('/me', { nickname: 'Zwei' }), 200);
  assert.equal(expect(await at(one).get('/me'), 200).nickname, 'Zwei');

  const key = newKey();
  assert.equal(expect(await at(one).put(`/workouts/${key}`, batch(start, 6)), 200).added, 6);
  assert.equal(expect(await at(two).put(`/workouts/${key}`, batch(start, 8)), 200).added, 2);
  const both = await Promise.all([one, two, one, two].map((server) => {
    const twin = Object.assign(Object.create(Object.getPrototypeOf(client)), client, { server });
    return twin.send('PUT', `/workouts/${key}`, batch(start, 30, { finished_at: local(start + 9e5) }));
  }));
  assert.equal(both.reduce((sum, answer) => sum + expect(answer, 200).added, 0), 22);
  assert.equal(expect(await at(one).get(`/home?today=${today()}`), 200).totals[0].repetitions, 30);

  for (let i = 0; i < 10; i++) expect(await (await [one, two][i % 2].client().arrive()).logIn(client.email, 'not the password'), 401, 'wrong_login');
  for (const server of [one, two]) expect(await (await server.client().arrive()).logIn(client.email), 429, 'too_many_requests');

  expect(await at(two).delete('/sessions'), 204);
  const other = await signUp(two);
  other.server = one;
  expect(await other.post('/me/deletion', { password: PASSWORD }), 204);
  other.server = two;
  expect(await other.get('/me'), 401, 'not_logged_in');
  await one.end();
  await two.end();
});
