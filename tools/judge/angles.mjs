#!/usr/bin/env node
// How far are the joint angles that the program sees from those of the rendered man? A view a row, in degrees. First those of the
// world landmarks as they come, frame by frame; then what the trainer makes of them: the range of each counted repetition.
// usage: tools/judge/angles.mjs [--program build/aifit] [--model full]
// Runs `aifit analyze --poses` on tests/data/clips and compares every frame. The offset (median of seen - true) comes from joints
// that network and rig place differently; the error is what is left around it.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = new URL('../../', import.meta.url).pathname;
const option = (name, fallback) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? fallback : process.argv[at + 1];
};
const program = option('--program', join(root, 'build/aifit'));
const model = option('--model', 'full');
const folder = join(root, 'tests/data/clips');

const LEFT = { shoulder: 11, elbow: 13, wrist: 15, hip: 23, knee: 25, ankle: 27 };
const at = (points, joint, side) => points[LEFT[joint] + (side === 'right' ? 1 : 0)];
const sub = (a, b) => a.map((x, i) => x - b[i]);
const norm = (a) => Math.hypot(...a);
const between = (a, b) => (Math.acos(a.reduce((sum, x, i) => sum + x * b[i], 0) / (norm(a) * norm(b))) * 180) / Math.PI;
const middle = (a, b) => a.map((x, i) => (x + b[i]) / 2);
const angle = (world, [from, joint, to], side) =>
  between(sub(at(world, from, side), at(world, joint, side)), sub(at(world, to, side), at(world, joint, side)));
const tilt = (world) =>
  between(sub(middle(at(world, 'shoulder', 'left'), at(world, 'shoulder', 'right')), middle(at(world, 'hip', 'left'), at(world, 'hip', 'right'))), [0, -1, 0]);

const joints = { knee: ['hip', 'knee', 'ankle'], hip: ['shoulder', 'hip', 'knee'], elbow: ['shoulder', 'elbow', 'wrist'] };
const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];

function differences(name, scratch) {
  const truth = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
  const poses = join(scratch, 'poses.jsonl'), result = join(scratch, 'result.json');
  const exercise = truth.exercise === 'none' ? 'squat' : truth.exercise;
  execFileSync(program, ['analyze', join(folder, `${name}.mp4`), '--exercise', exercise, '--model', model, '--poses', poses, '--json', result],
    { stdio: 'ignore' });
  const frames = readFileSync(poses, 'utf8').trim().split('\n').slice(1).map((line) => JSON.parse(line));
  const found = {};
  const put = (key, value) => (found[key] ??= []).push(value);
  frames.forEach((frame, i) => {
    if (!frame.landmarks || i >= truth.frames) return;
    const { angles } = truth;
    for (const side of ['left', 'right']) {
      // The far side of a side view is hidden behind the body: told apart, since nothing is judged by it.
      const where = truth.view.startsWith('side') && !truth.view.endsWith(side) ? ' (far)' : '';
      for (const [joint, chain] of Object.entries(joints))
        put(joint + where, angle(frame.world, chain, side) - angles[`${joint}_deg_${side}`][i]);
    }
    put('torso tilt', tilt(frame.world) - angles.torso_tilt_deg[i]);
  });
  const { reps } = JSON.parse(readFileSync(result, 'utf8'));
  if (reps.length === truth.reps.length)
    reps.forEach((rep, i) => put(`range of ${truth.exercise}`, rep.range_deg - truth.reps[i].range_deg));
  return { view: truth.view, found };
}

const scratch = mkdtempSync(join(tmpdir(), 'aifit-angles-'));
const rows = new Map();
try {
  for (const file of readdirSync(folder).filter((f) => f.endsWith('.mp4'))) {
    const { view, found } = differences(file.slice(0, -4), scratch);
    for (const [joint, list] of Object.entries(found)) {
      const key = `${view}|${joint}`;
      rows.set(key, (rows.get(key) ?? []).concat(list));
    }
  }
} finally {
  rmSync(scratch, { recursive: true });
}

console.log('| view | angle | values | offset | median error | 90 % within |\n|---|---|---|---|---|---|');
for (const [key, list] of [...rows].sort()) {
  const offset = median(list);
  const errors = list.map((x) => Math.abs(x - offset)).sort((a, b) => a - b);
  const percentile = (p) => errors[Math.min(errors.length - 1, Math.floor(p * errors.length))].toFixed(1);
  console.log(`| ${key.replace('|', ' | ')} | ${list.length} | ${offset.toFixed(1)} | ${percentile(0.5)} | ${percentile(0.9)} |`);
}
