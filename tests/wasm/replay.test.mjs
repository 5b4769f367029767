// Native and WebAssembly judge the same landmarks alike: clips go through `aifit analyze --poses`, and what the program's
// trainer made of the landmarks is what the module's trainer must make of them.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { builds, createCore, page, repository } from './lib/core.mjs';
import { replay } from './lib/replay.mjs';

const program = process.env.AIFIT ?? `${repository}build/aifit`;
const folder = `${repository}tests/data/clips`;
const namesIn = (path, ending) => readdirSync(path).filter((file) => file.endsWith(ending)).map((file) => file.slice(0, -ending.length));
const clips = namesIn(folder, '.mp4');
const exercisesOf = join(dirname(program), 'exercises'); // the very files that the program reads
const exercises = namesIn(exercisesOf, '.json');

/** Angles pass through two C libraries' acos and are written with two digits. */
function assertSame(actual, native) {
  const angles = (reps) => reps.map(({ range_deg }) => range_deg);
  angles(actual.reps).forEach((angle, i) => assert.ok(Math.abs(angle - angles(native.reps)[i]) < 0.02, `repetition ${i}: ${angle}`));
  const rest = ({ count, reps, rejected, faults }) => ({ count, reps: reps.map(({ range_deg, ...rep }) => rep), rejected, faults });
  assert.deepEqual(rest(actual), rest(native));
}

describe('stored landmarks', () => {
  let scratch;
  before(() => {
    scratch = mkdtempSync(join(tmpdir(), 'aifit-replay-'));
  });
  after(() => rmSync(scratch, { recursive: true }));
  const compared = { reps: 0, rejected: 0, faults: 0 };

  for (const name of clips) {
    test(name, async () => {
      const poses = join(scratch, 'poses.jsonl');
      execFileSync(program, ['analyze', `${folder}/${name}.mp4`, '--exercise', exercises[0], '--model', 'lite', '--poses', poses, '--json', join(scratch, 'out.json')], { stdio: ['ignore', 'ignore', 'inherit'] });
      // As every exercise, whatever it shows: what is rejected must be rejected alike.
      for (const judged of exercises) {
        const native = JSON.parse(execFileSync(program, ['replay', poses, '--exercise', judged, '--json', '-'], { encoding: 'utf8' }));
        compared.reps += native.reps.length;
        compared.rejected += native.rejected.length;
        compared.faults += native.faults.length;
        const file = readFileSync(join(exercisesOf, `${judged}.json`));
        for (const build of builds) assertSame(replay(await createCore(build), file, readFileSync(poses, 'utf8')), native);
      }
    });
  }

  test('all of them together show repetitions, rejections and faults', () => {
    for (const [what, n] of Object.entries(compared)) assert.ok(n > 0, `no ${what} among the clips: nothing was compared`);
  });
});

test('an engine refuses what it cannot use, says why, and keeps what it has', async () => {
  const engine = new page.Engine(await createCore('simd'));
  const pose = { t_ms: 0, score: 0, landmarks: null, world: null };
  assert.throws(() => engine.train(pose, 640, 480), /exercise/);
  assert.throws(() => engine.push(0), /models/);
  assert.throws(() => engine.setExercise(new TextEncoder().encode('{"format": 1}')), /"id" is missing/);
  engine.setExercise(readFileSync(join(exercisesOf, 'squat.json')));
  assert.equal(engine.train(pose, 640, 480).count, 0);
  assert.throws(() => engine.train(pose, 640, 480), /trainer/, 'time stood still');
  assert.throws(() => engine.setExercise(new Uint8Array()), /./);
  assert.equal(engine.train({ ...pose, t_ms: 33 }, 640, 480).count, 0);
  engine.destroy();
});
