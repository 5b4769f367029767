// The whole way from pixels to repetitions on clips whose truth is known (tools/render): counts, sides, faults.
// What must not count must not; whether its reason is said is not asked here: of a knee bent by 27 degrees the network sees half.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const root = new URL('../../', import.meta.url).pathname;
const folder = `${root}tests/data/clips/`;
const exercises = readdirSync(`${root}exercises`).filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -5));
const sorted = (list) => [...list].sort();

function analyze(clip, exercise) {
  const args = ['analyze', `${folder}${clip}.mp4`, '--exercise', exercise, '--json', '-'];
  return JSON.parse(execFileSync(`${root}build/aifit`, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }));
}

// From the side the body hides the far arm: one arm is all that is seen to move.
const sidesSeen = (view, side) => (side === 'both' && view.startsWith('side_') ? [side, view.slice('side_'.length)] : [side]);

for (const name of readdirSync(folder).filter((file) => file.endsWith('.mp4')).map((file) => file.slice(0, -4))) {
  const truth = JSON.parse(readFileSync(`${folder}${name}.json`, 'utf8'));
  if (truth.exercise === 'none') {
    test(`${name}: nothing counts, as whatever exercise`, () => {
      for (const exercise of exercises) assert.equal(analyze(name, exercise).count, 0, exercise);
    });
    continue;
  }
  test(`${name}: ${truth.count} repetitions of ${truth.exercise}`, () => {
    const seen = analyze(name, truth.exercise);
    assert.equal(seen.count, truth.count);
    seen.reps.forEach((rep, i) => {
      const want = truth.reps[i];
      assert.ok(sidesSeen(truth.view, want.side).includes(rep.side), `side of repetition ${i}: ${rep.side}`);
      assert.deepEqual(sorted(rep.faults), sorted(want.faults), `faults of repetition ${i}`);
      // The turn lies within the pause at the far end, give or take what smoothing delays.
      assert.ok(Math.abs(rep.turn_ms - want.turn_ms) <= 500, `turn of repetition ${i}: ${rep.turn_ms}, truth ${want.turn_ms}`);
    });
  });
}
