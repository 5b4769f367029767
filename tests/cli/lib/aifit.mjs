// Runs the built program as a person would, in a folder of its own.
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';

export const repository = fileURLToPath(new URL('../../..', import.meta.url));
export const program = process.env.AIFIT_PROGRAM ?? join(repository, 'build/aifit');
export const clip = (name) => join(repository, 'tests/data/clips', `${name}.mp4`);

export function tempDir() {
  const folder = mkdtempSync(join(tmpdir(), 'aifit-cli-'));
  after(() => rmSync(folder, { recursive: true }));
  return folder;
}

// env: added to the process's own; limits: shell commands before the program, such as `ulimit -f 8`.
export function run(args, { cwd, env = {}, input, limits } = {}) {
  const command = limits ? ['/bin/bash', '-c', `${limits}; exec "$0" "$@"`, program, ...args] : [program, ...args];
  const result = spawnSync(command[0], command.slice(1), {
    cwd, input, env: { ...process.env, ...env }, encoding: 'utf8', maxBuffer: 1 << 28,
  });
  assert.equal(result.signal, null, `ended by ${result.signal}: ${result.stderr}`);
  return { code: result.status, out: result.stdout, err: result.stderr };
}

export function ok(args, options) {
  const result = run(args, options);
  assert.equal(result.code, 0, result.err);
  assert.equal(result.err, '');
  return result.out;
}

export const okJson = (args, options) => JSON.parse(ok(args, options));

// Fails with that exit code and exactly one line that says why.
export function fails(code, reason, args, options) {
  const result = run(args, options);
  assert.equal(result.code, code, result.err || result.out);
  assert.match(result.err, /^aifit[^\n]*: [^\n]+\n$/, 'one line');
  assert.match(result.err, reason);
  return result;
}

// What a person sees on a terminal (util-linux's script plays one).
export function onTerminal(args, limits) {
  const quoted = [program, ...args].map((arg) => `'${arg}'`).join(' ');
  return spawnSync('script', ['-qec', `${limits}; exec ${quoted}`, '/dev/null'], { encoding: 'utf8', env: { ...process.env, SHELL: '/bin/bash' } }).stdout;
}

export const start = (args, options) => spawn(program, args, { stdio: 'ignore', ...options });
export const ffmpeg = (...args) => execFileSync('ffmpeg', ['-v', 'error', '-y', ...args], { stdio: 'pipe' });
export const probe = (file, entries) =>
  JSON.parse(execFileSync('ffprobe', ['-v', 'error', '-count_frames', '-show_entries', entries, '-of', 'json', file]));
export const files = (folder) => readdirSync(folder).sort();

// Weights of the same network as those that tell faces apart, but others: every third is changed, or halved. No offset or length in
// the file, read as a float, lies where weights do.
export function otherFaceModel(path, change = (value) => value / 2) {
  const floats = new Float32Array(readFileSync(join(repository, 'build/models/MobileFaceNet.tflite')).buffer);
  floats.forEach((value, i) => {
    if (i % 3 === 0 && Math.abs(value) > 1e-3 && Math.abs(value) < 1) floats[i] = change(value);
  });
  writeFileSync(path, floats);
  return path;
}
