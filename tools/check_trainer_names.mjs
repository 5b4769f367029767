// Exercises are data: no exercise, fault or signal of exercises/*.json may be named in src/ or web/src.
// An exercise's id counts anywhere, even within a longer word; a compound name (knee_gap) as a word; a plain one (torso)
// only as a whole string literal, for plain words are English too, and joints (knee) belong to the trainer's own vocabulary.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const joints = new Set([...readFileSync(join(root, 'src/trainer/joints.c'), 'utf8').matchAll(/\{"([a-z_]+)", FIT_LM/g)].map((m) => m[1]));

const forbidden = [];
for (const file of readdirSync(join(root, 'exercises')).filter((name) => name.endsWith('.json'))) {
  const exercise = JSON.parse(readFileSync(join(root, 'exercises', file), 'utf8'));
  forbidden.push({ name: exercise.id, pattern: new RegExp(exercise.id, 'i') });
  const names = [...exercise.faults.map((fault) => fault.id), ...Object.keys(exercise.signals), ...Object.keys(exercise.lengths ?? {})];
  for (const name of names.filter((n) => !joints.has(n)))
    forbidden.push({ name, pattern: name.includes('_') ? new RegExp(`\\b${name}\\b`) : new RegExp(`(["'\`])${name}\\1`) });
}
if (joints.size === 0 || forbidden.length === 0) throw new Error('check_trainer_names: nothing to check');

// reject reasons are the trainer's own words; an exercise may call a fault the same
const own = new Set([...readFileSync(join(root, 'src/trainer/names.c'), 'utf8').matchAll(/"([a-z_]+)"/g)].map((m) => m[1]));
const problems = [];
const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', 'src', 'web/src'], { cwd: root, encoding: 'utf8' });
for (const file of listed.trim().split('\n')) {
  const lines = readFileSync(join(root, file), 'utf8').split('\n');
  lines.forEach((line, i) => {
    for (const { name, pattern } of forbidden)
      if (!own.has(name) && pattern.test(line)) problems.push(`${file}:${i + 1}: names "${name}"`);
  });
}
for (const problem of problems) console.error(`check_trainer_names: ${problem}`);
process.exit(problems.length ? 1 : 0);
