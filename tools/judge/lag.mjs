#!/usr/bin/env node
// How long after a repetition is due does its event come, the tracker's smoothing and the trainer together? On the rendered clips, by
// exercise and view, in milliseconds of the clip's own time. Due is when the rig's joint passes the edge of the phase at which the exercise
// counts, as a share of that repetition's own range; the event's time is that of the frame that brought it.
// A second table says what of it is delay: the shift in time at which the world landmarks' angle follows the rig's most nearly.
// usage: tools/judge/lag.mjs [--program build/aifit] [--model full]
// Landmarks come from `aifit analyze --poses`, events from the WebAssembly module, since the program's result gives no time of counting.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCore, page } from '../../tests/wasm/lib/core.mjs';

const root = new URL('../../', import.meta.url).pathname;
const option = (name, fallback) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? fallback : process.argv[at + 1];
};
const program = option('--program', join(root, 'build/aifit'));
const model = option('--model', 'full');
const folder = join(root, 'tests/data/clips');
// What the rig moves: its truth's name, and the landmarks of the left side.
const moves = { squat: { joint: 'knee', chain: [23, 25, 27] }, dumbbell_curl: { joint: 'elbow', chain: [11, 13, 15] } };
const core = await createCore('simd');

function countedAt(exercise, [header, ...frames]) {
  const engine = new page.Engine(core);
  engine.setExercise(exercise);
  const events = frames.flatMap((frame) => engine.train(frame, header.width, header.height).events);
  engine.destroy();
  return events.filter(({ kind }) => kind === 'rep').map(({ t_ms }) => t_ms);
}

/** When the rig passes the edge, between two frames: outward before the turn, or on the way back after it. */
function dueAt(truth, rep, { outward, edge }) {
  const { angles } = truth, { joint } = moves[truth.exercise];
  const sides = rep.side === 'both' ? ['left', 'right'] : [rep.side];
  const angle = angles.t_ms.map((_, i) => sides.reduce((sum, side) => sum + angles[`${joint}_deg_${side}`][i], 0) / sides.length);
  const inside = (t) => (outward ? t >= rep.start_ms && t <= rep.turn_ms : t >= rep.turn_ms && t <= rep.end_ms);
  const within = angles.t_ms.flatMap((t, i) => (t >= rep.start_ms && t <= rep.end_ms ? [angle[i]] : []));
  const limit = Math.max(...within) - edge * (Math.max(...within) - Math.min(...within));
  const i = angles.t_ms.findIndex((t, k) => inside(t) && (outward ? angle[k] <= limit : angle[k] >= limit));
  const share = (limit - angle[i - 1]) / (angle[i] - angle[i - 1]);
  return angles.t_ms[i - 1] + share * (angles.t_ms[i] - angles.t_ms[i - 1]);
}

function angleAt(world, chain) {
  const [a, corner, b] = chain.map((i) => world[i]);
  const u = a.map((x, k) => x - corner[k]), v = b.map((x, k) => x - corner[k]);
  return (Math.acos(u.reduce((sum, x, k) => sum + x * v[k], 0) / (Math.hypot(...u) * Math.hypot(...v))) * 180) / Math.PI;
}

function correlation(xs, ys) {
  const mean = (list) => list.reduce((a, b) => a + b) / list.length;
  const x0 = mean(xs), y0 = mean(ys), dot = (p, p0, q, q0) => p.reduce((sum, x, i) => sum + (x - p0) * (q[i] - q0), 0);
  return dot(xs, x0, ys, y0) / Math.sqrt(dot(xs, x0, xs, x0) * dot(ys, y0, ys, y0));
}

/** For each side that is seen and moves. */
function delays(truth, [, ...frames]) {
  const { joint, chain } = moves[truth.exercise], seen = frames.filter(({ landmarks }) => landmarks);
  const t = truth.angles.t_ms, fps = truth.fps;
  return ['left', 'right'].flatMap((side, right) => {
    const rig = truth.angles[`${joint}_deg_${side}`];
    if ((truth.view.startsWith('side') && !truth.view.endsWith(side)) || Math.max(...rig) - Math.min(...rig) < 30) return [];
    const rigAt = (time) => {
      const at = Math.min(Math.max((time * fps) / 1000, 0), t.length - 1), i = Math.min(Math.floor(at), t.length - 2);
      return rig[i] + (at - i) * (rig[i + 1] - rig[i]);
    };
    const angles = seen.map(({ world }) => angleAt(world, chain.map((i) => i + right)));
    const fits = Array.from({ length: 65 }, (_, i) => i * 5 - 60).map((shift) => [correlation(angles, seen.map(({ t_ms }) => rigAt(t_ms - shift))), shift]);
    return [fits.reduce((best, fit) => (fit[0] > best[0] ? fit : best))[1]];
  });
}

const scratch = mkdtempSync(join(tmpdir(), 'aifit-lag-'));
const lagRows = new Map(), delayRows = new Map();
const put = (rows, key, values) => rows.set(key, [...(rows.get(key) ?? []), ...values]);
try {
  for (const name of readdirSync(folder).filter((f) => f.endsWith('.mp4')).map((f) => f.slice(0, -4))) {
    const truth = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
    if (truth.count === 0) continue;
    const file = readFileSync(join(root, 'exercises', `${truth.exercise}.json`)), exercise = JSON.parse(file);
    const phase = exercise.phases.find(({ id }) => id === exercise.cycle.count_at);
    const shortRange = exercise.faults.find(({ when }) => when === 'short_range').id;
    const poses = join(scratch, 'poses.jsonl');
    execFileSync(program, ['analyze', join(folder, `${name}.mp4`), '--exercise', truth.exercise, '--model', model, '--poses', poses, '--json', join(scratch, 'result.json')], { stdio: 'ignore' });
    const lines = readFileSync(poses, 'utf8').trim().split('\n').map((line) => JSON.parse(line));
    put(delayRows, `${truth.exercise} | ${truth.view}`, delays(truth, lines));
    const counted = countedAt(file, lines);
    if (counted.length !== truth.count) throw new Error(`${name}: ${counted.length} repetitions, truth ${truth.count}`);
    truth.reps.forEach((rep, i) => {
      const lag = counted[i] - dueAt(truth, rep, { outward: 'above' in phase, edge: phase.above ?? phase.below });
      const key = [truth.exercise, truth.view, rep.faults.includes(shortRange) ? 'short' : 'full'].join(' | ');
      put(lagRows, key, [lag]);
    });
  }
} finally {
  rmSync(scratch, { recursive: true });
}

function print(title, rows) {
  console.log(`${title}\n${title.replace(/[^|]+/g, '---')}`);
  for (const [key, values] of [...rows].sort()) {
    values.sort((a, b) => a - b);
    console.log(`| ${key} | ${values.length} | ${[values[0], values[values.length >> 1], values.at(-1)].map((value) => value.toFixed(0)).join(' | ')} |`);
  }
}
print('| exercise | view | range | repetitions | earliest | median | latest |', lagRows);
console.log();
print('| exercise | view | limbs | least delay | median | most |', delayRows);
