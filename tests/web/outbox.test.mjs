// The way of a repetition to the server: what is sent when, what is kept, and that nothing is lost on the way. The vault in the
// browser (IndexedDB) and the real server are in train.test.mjs and story.test.mjs.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { site } from './lib/words.mjs';

const { ApiProblem, Outbox } = site;

/** What IndexedDB does, in a Map that outlives an outbox as that outlives a page. */
class Vault {
  drafts = new Map();
  repetitions = new Map();

  async read() {
    return { drafts: [...this.drafts.values()], unsent: [...this.repetitions.values()] };
  }
  async put(draft, unsent) {
    this.drafts.set(draft.key, draft);
    if (unsent) this.repetitions.set(`${unsent.workout} ${unsent.sequence}`, unsent);
  }
  async remove(draft, sequences) {
    for (const sequence of sequences) this.repetitions.delete(`${draft.key} ${sequence}`);
    const left = [...this.repetitions.values()].some(({ workout }) => workout === draft.key);
    if (!left && this.drafts.get(draft.key)?.version === draft.version) this.drafts.delete(draft.key);
  }
  async forget(key) {
    this.drafts.delete(key);
    for (const [id, { workout }] of this.repetitions) if (workout === key) this.repetitions.delete(id);
  }
}

const ME = 7;
let vault, sent, answer, version;
const draft = (key = 'a', member = ME, more = {}) => ({
  key, member, version: ++version, exercise: 'squat', started_at: 't', finished_at: null, plan: {}, sets: [], ...more,
});
const repetition = (sequence, more = {}) => ({ sequence, counted: true, ...more });
const sequences = () => sent.map(([key, { repetitions }]) => [key, repetitions.map(({ sequence }) => sequence)]);

/** A page: who is logged in, and the vault as the last page left it. */
async function open(member = ME) {
  const outbox = new Outbox(vault, async (key, batch) => {
    sent.push([key, batch]);
    await answer?.(key, batch);
  });
  outbox.setMember(member);
  await outbox.flush(); // that a member came makes it send
  return outbox;
}
const offline = () => {
  throw new ApiProblem('offline');
};

beforeEach(() => {
  [vault, sent, answer, version] = [new Vault(), [], null, 0];
});

test('repetitions go in one batch, and leave the vault when the server has them', async () => {
  const outbox = await open();
  await outbox.put(draft(), repetition(1));
  await outbox.put(draft(), repetition(2));
  assert.deepEqual(outbox.store.state, { state: 'sending', unsent: 2 });
  assert.equal(vault.repetitions.size, 2);
  await outbox.flush();
  assert.deepEqual(sequences(), [['a', [1, 2]]]);
  assert.deepEqual(outbox.store.state, { state: 'saved', unsent: 0 });
  assert.equal(vault.drafts.size + vault.repetitions.size, 0);
});

test('one whose last figures are to come waits, and goes with them', async () => {
  const outbox = await open();
  await outbox.put(draft(), repetition(1));
  await outbox.put(draft(), repetition(2), { open: true });
  await outbox.flush();
  assert.deepEqual(sequences(), [['a', [1]]]);
  await outbox.put(draft(), repetition(2, { up_ms: 900 }));
  await outbox.flush();
  assert.equal(sent[1][1].repetitions[0].up_ms, 900);
  await outbox.put(draft(), repetition(3), { open: true });
  outbox.close('a'); // the workout is over
  await outbox.flush();
  assert.deepEqual(sequences().at(-1), ['a', [3]]);
});

test('what cannot be sent waits, outlives the page, and is sent by the next one', async () => {
  answer = offline;
  const outbox = await open();
  await outbox.put(draft(), repetition(1));
  await outbox.flush();
  assert.deepEqual(outbox.store.state, { state: 'waiting', unsent: 1 });
  outbox.setMember(null); // that page is closed
  await outbox.flush();

  answer = null;
  const next = await open();
  await next.load();
  await next.flush();
  assert.deepEqual(sequences().at(-1), ['a', [1]]);
  assert.equal(vault.drafts.size + vault.repetitions.size, 0);
});

test('what arrived although its answer did not is sent again, under the same key and numbers', async () => {
  answer = offline; // the answer was lost on its way
  const outbox = await open();
  await outbox.put(draft(), repetition(1));
  await outbox.flush();
  await outbox.put(draft(), repetition(2));
  answer = null;
  await outbox.flush();
  assert.deepEqual(sequences(), [['a', [1]], ['a', [1, 2]]]);
});

test('a page that is not our server’s (a proxy, a hotspot’s welcome) is no refusal', async () => {
  const outbox = await open();
  for (const status of [200, 403, 502]) {
    answer = () => {
      throw new ApiProblem('unexpected', { status });
    };
    await outbox.put(draft(), repetition(1));
    await outbox.flush();
    assert.equal(outbox.store.state.state, 'waiting', String(status));
  }
  answer = null;
  await outbox.flush();
  assert.equal(outbox.store.state.state, 'saved');
});

test('what the server refuses is kept and said, holds nothing else up, and is tried on the next visit', async (t) => {
  t.mock.method(console, 'error', () => {});
  answer = (key) => {
    if (key === 'a') throw new ApiProblem('invalid_field', { status: 400, field: 'exercise', reason: 'unknown_exercise' });
  };
  const outbox = await open();
  await outbox.put(draft('a'), repetition(1));
  await outbox.put(draft('b'), repetition(1));
  await outbox.flush();
  await outbox.flush();
  assert.deepEqual(sequences(), [['a', [1]], ['b', [1]]]);
  assert.deepEqual(outbox.store.state, { state: 'refused', unsent: 1 });
  answer = null;
  const next = await open();
  await next.load();
  await next.flush();
  assert.deepEqual(sequences().at(-1), ['a', [1]]);
});

test('only the member’s own are sent', async () => {
  const outbox = await open(null);
  await outbox.put(draft('a', 1), repetition(1));
  await outbox.put(draft('b', 2), repetition(1));
  await outbox.flush();
  assert.deepEqual(sent, []);
  outbox.setMember(2);
  await outbox.flush();
  assert.deepEqual(sequences(), [['b', [1]]]);
  assert.equal(vault.repetitions.size, 1);
});

test('what changes while it is being sent is sent again', async () => {
  const outbox = await open();
  answer = async () => {
    answer = null;
    await outbox.put(draft('a', ME, { finished_at: 'later' }));
  };
  await outbox.put(draft(), repetition(1));
  await outbox.flush();
  await outbox.flush();
  assert.deepEqual(sent.map(([, { finished_at }]) => finished_at), [null, 'later']);
  assert.equal(vault.drafts.size, 0);
});

test('a long absence goes in batches that the server takes', async () => {
  const outbox = await open();
  for (let i = 1; i <= 450; i++) await outbox.put(draft(), repetition(i));
  await outbox.flush();
  assert.deepEqual(sequences().map(([, numbers]) => numbers.length), [200, 200, 50]);
  assert.equal(new Set(sequences().flatMap(([, numbers]) => numbers)).size, 450);
  assert.equal(vault.repetitions.size, 0);
});

test('a deleted workout is not sent any more, and is waited for where it is under way', async () => {
  const outbox = await open();
  let arrive;
  answer = () => new Promise((resolve) => (arrive = resolve));
  await outbox.put(draft(), repetition(1));
  const flushed = outbox.flush();
  await new Promise(setImmediate);
  let forgotten = false;
  const forgetting = outbox.forget('a').then((waited) => {
    forgotten = true;
    assert.equal(waited, true);
  });
  await new Promise(setImmediate);
  assert.equal(forgotten, false);
  arrive();
  await Promise.all([flushed, forgetting]);
  await outbox.flush();
  assert.equal(sent.length, 1);
  assert.equal(vault.drafts.size + vault.repetitions.size, 0);
});
