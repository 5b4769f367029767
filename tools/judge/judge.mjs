#!/usr/bin/env node
// Holds the trainer's counts against clips counted by eye.
// usage: tools/judge/judge.mjs POSES_FOLDER CLIPS_CSV [--program build/aifit]
// POSES_FOLDER holds <clip>.jsonl as `aifit analyze --poses` writes them; CLIPS_CSV the columns file, exercise, true_reps,
// reps_lo, reps_hi, view, ..., notes. Every clip is replayed as every exercise that the table below names: its own gives
// the accuracy, the others the false counts. Exit code 1 when the goals of docs/accuracy.md are missed.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const exercises = ['squat', 'dumbbell_curl'];
const stillExercises = ['none', 'plank']; // nothing at all may be counted in these

// Fields may be quoted; quotes inside are doubled (RFC 4180).
function parseCsv(text) {
  const rows = text.trim().split('\n').map((line) =>
    [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map((m) => m[1].replace(/^"|"$/g, '').replaceAll('""', '"')));
  const names = rows.shift();
  return rows.map((row) => Object.fromEntries(names.map((name, i) => [name, row[i]])));
}

function replay(program, poses, exercise) {
  const run = spawnSync(program, ['replay', poses, '--exercise', exercise, '--json', '-'], { encoding: 'utf8', maxBuffer: 1 << 26 });
  if (run.status !== 0) throw new Error(`${poses} as ${exercise}: ${run.error?.message ?? run.stderr.trim()}`);
  return JSON.parse(run.stdout);
}

const distance = (count, lo, hi) => Math.max(lo - count, count - hi, 0);

function tally(items, key) {
  const counts = new Map();
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  return [...counts].map(([name, n]) => `${n} ${name}`).join(', ') || '-';
}

function judgeClip(program, folder, clip) {
  const poses = join(folder, clip.file.replace(/\.[^.]*$/, '.jsonl'));
  if (!existsSync(poses)) return null;
  const results = {};
  for (const exercise of exercises) results[exercise] = replay(program, poses, exercise);
  return { clip, results };
}

function ownRow({ clip, results }) {
  const result = results[clip.exercise];
  const lo = Number(clip.reps_lo), hi = Number(clip.reps_hi);
  return {
    file: clip.file.replace(/\.[^.]*$/, ''), exercise: clip.exercise, view: clip.view,
    labelled: lo === hi ? `${lo}` : `${lo}-${hi}`, counted: result.count, off: distance(result.count, lo, hi),
    sides: tally(result.reps, (rep) => rep.side), faults: tally(result.reps.flatMap((rep) => rep.faults), (id) => id),
    rejected: tally(result.rejected, (r) => r.reason),
  };
}

function table(rows, columns) {
  const widths = columns.map((c) => Math.max(c.length, ...rows.map((row) => String(row[c]).length)));
  const line = (cells) => `| ${cells.map((cell, i) => String(cell).padEnd(widths[i])).join(' | ')} |`;
  return [line(columns), line(widths.map((w) => '-'.repeat(w))), ...rows.map((row) => line(columns.map((c) => row[c])))].join('\n');
}

function main(args) {
  const programAt = args.indexOf('--program');
  const program = resolve(programAt >= 0 ? args.splice(programAt, 2)[1] : 'build/aifit');
  if (args.length !== 2) throw new Error('usage: tools/judge/judge.mjs POSES_FOLDER CLIPS_CSV [--program build/aifit]');
  const [folder, csv] = args;
  const clips = parseCsv(readFileSync(csv, 'utf8'));
  const judged = clips.map((clip) => judgeClip(program, folder, clip));
  const missing = clips.filter((_, i) => !judged[i]).map((clip) => clip.file);
  const found = judged.filter(Boolean);

  const own = found.filter(({ clip }) => exercises.includes(clip.exercise)).map(ownRow);
  console.log(table(own, ['file', 'exercise', 'view', 'labelled', 'counted', 'off', 'sides', 'faults', 'rejected']));
  const exact = own.filter((row) => row.off === 0).length, within = own.filter((row) => row.off <= 1).length;
  console.log(`\nExact: ${exact} of ${own.length} (${(100 * exact / own.length).toFixed(0)} %); within one: ${within} of ${own.length}.\n`);

  const foreign = found.map(({ clip, results }) => ({
    file: clip.file.replace(/\.[^.]*$/, ''), exercise: clip.exercise,
    ...Object.fromEntries(exercises.map((e) => [`as ${e}`, e === clip.exercise ? '' : results[e].count])),
  }));
  const columns = ['file', 'exercise', ...exercises.map((e) => `as ${e}`)];
  const falseCounts = foreign.filter((row) => exercises.some((e) => row[`as ${e}`] > 0));
  console.log(table(falseCounts, columns));
  for (const e of exercises) {
    const others = foreign.filter((row) => row.exercise !== e);
    console.log(`\nAs ${e}: ${others.reduce((sum, row) => sum + row[`as ${e}`], 0)} false counts in ${others.filter((row) => row[`as ${e}`] > 0).length} of ${others.length} other clips.`);
  }
  const moving = falseCounts.filter((row) => stillExercises.includes(row.exercise));
  if (missing.length) console.log(`\nNo poses of: ${missing.join(', ')}`);
  return exact >= 0.9 * own.length && within === own.length && moving.length === 0 && missing.length === 0;
}

try {
  process.exitCode = main(process.argv.slice(2)) ? 0 : 1;
} catch (error) {
  console.error(`judge: ${error.message}`);
  process.exitCode = 2;
}
