// The command line itself: help, versions, usage errors, exercises, and where the program looks for its data.
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { clip, fails, ffmpeg, ok, okJson, program, repository, tempDir } from './lib/aifit.mjs';

const folder = tempDir();
const inFolder = (name) => join(folder, name);
const COMMANDS = ['analyze', 'replay', 'pose', 'exercise', 'face', 'bench', 'serve', 'config', 'cert', 'user', 'backup', 'restore'];

test('--version and --help answer on standard output', () => {
  assert.match(ok(['--version']), /^aifit \d+\.\d+\.\d+\n$/);
  const help = ok(['--help']);
  for (const command of COMMANDS) {
    assert.match(help, new RegExp(`^  (.*, )?${command} `, 'm'));
    assert.match(ok([command, '--help']), new RegExp(`^usage: aifit ${command} `));
  }
});

test('a result that standard output does not take is a failure, with one line', () => {
  const poses = inFolder('poses.jsonl');
  writeFileSync(poses, '{"format":1,"width":640,"height":480,"model":"full"}\n{"t_ms":0,"score":0,"landmarks":null,"world":null}\n');
  ffmpeg('-f', 'lavfi', '-i', 'color=gray:s=64x48', '-frames:v', '1', inFolder('wall.jpg'));
  const commands = [
    ['--version'], ['--help'], ...COMMANDS.map((command) => [command, '--help']),
    ['replay', poses, '--exercise', 'squat'], ['replay', poses, '--exercise', 'squat', '--json', '-'],
    ['pose', inFolder('wall.jpg'), '--model', 'lite'], ['pose', inFolder('wall.jpg'), '--model', 'lite', '--json', '-'],
    ['exercise', 'list'], ['exercise', 'check', join(repository, 'exercises/squat.json')],
  ];
  for (const args of commands) {
    fails(1, /^aifit: standard output: No space left on device\n$/, args, { limits: 'exec > /dev/full' });
    fails(1, /^aifit: standard output: Bad file descriptor\n$/, args, { limits: 'exec >&-' });
  }
  fails(1, /^aifit: standard output: No space left on device\n$/, ['bench', '--json'], { limits: 'exec > /dev/full' });
});

test('standard input that is closed is no empty file', () => {
  fails(1, /^aifit: -: Bad file descriptor\n$/, ['replay', '-', '--exercise', 'squat'], { limits: 'exec <&-' });
});

test('the man page names every command and option of --help', () => {
  const page = readFileSync(join(repository, 'docs/man/aifit.1'), 'utf8').replaceAll('\\-', '-');
  const faces = [...ok(['face', '--help']).matchAll(/^ {2}(\w+) /gm)].map(([, action]) => ['face', action]);
  assert.equal(faces.length, 6);
  for (const command of [...COMMANDS.map((name) => [name]), ...faces]) {
    assert.match(page, new RegExp(`^\\.It Cm ${command.join(' ')}\\b`, 'm'));
    const options = new Set([...ok([...command, '--help']).matchAll(/--([a-z0-9-]+)/g)].map(([, option]) => option));
    for (const option of options) assert.match(page, new RegExp(`^\\.It .*Fl -${option}\\b(?!-)`, 'm'), `${command.join(' ')} --${option}`);
  }
});

test('docs/operating.md quotes the help of serve as it is', () => {
  const page = readFileSync(join(repository, 'docs/operating.md'), 'utf8');
  assert.ok(page.includes(`<!-- aifit serve --help -->\n\`\`\`text\n${ok(['serve', '--help'])}\`\`\`\n`));
});

test('a wrong command line is exit code 2 and one line', () => {
  fails(2, /no command/, []);
  fails(2, /unknown command 'squat'/, ['squat']);
  fails(2, /VIDEO is missing/, ['analyze', '--exercise', 'squat']);
  fails(2, /--exercise is missing/, ['analyze', clip('squat_side_good')]);
  fails(2, /unexpected argument 'b\.mp4'/, ['analyze', 'a.mp4', 'b.mp4', '--exercise', 'squat']);
  fails(2, /--model takes lite\|full\|heavy, not 'huge'/, ['analyze', 'a.mp4', '--exercise', 'squat', '--model', 'huge']);
  for (const threads of ['0', '65', '-1', '2x', ''])
    fails(2, /--threads takes a number/, ['analyze', 'a.mp4', '--exercise', 'squat', '--threads', threads]);
  fails(2, /unrecognized option '--frobnicate'/, ['analyze', 'a.mp4', '--frobnicate']);
  fails(2, /requires an argument/, ['analyze', 'a.mp4', '--exercise']);
  fails(2, /--json and --poses cannot share/, ['analyze', 'a.mp4', '--exercise', 'squat', '--json', '-', '--poses', '-']);
  fails(2, /--overlay needs a file/, ['analyze', 'a.mp4', '--exercise', 'squat', '--overlay', '-']);
  fails(2, /--overlay takes one photo/, ['pose', 'a.jpg', 'b.jpg', '--overlay', 'c.jpg']);
  fails(2, /unrecognized option '--poses'/, ['pose', 'a.jpg', '--poses', 'c']);
  fails(2, /POSES\.jsonl is missing/, ['replay', '--exercise', 'squat']);
  fails(2, /--exercise is missing/, ['replay', 'a.jsonl']);
  fails(2, /say 'list', or 'check'/, ['exercise', 'eat']);
  fails(2, /say 'list', or 'check'/, ['exercise', 'check']);
  fails(2, /unexpected argument 'x'/, ['bench', 'x']);
  fails(2, /HOST:PORT/, ['serve', '--listen', '8080']);
});

test('exercise list names every file, exercise check judges one', () => {
  const listed = ok(['exercise', 'list']).trimEnd().split('\n').map((line) => line.split('\t'));
  const shipped = readdirSync(join(repository, 'exercises')).filter((name) => name.endsWith('.json'));
  assert.deepEqual(listed.map(([id]) => `${id}.json`), shipped.sort());
  assert.ok(listed.every(([, korean, english]) => /[가-힣]/.test(korean) && /[A-Za-z]/.test(english)));
  for (const name of shipped)
    assert.match(ok(['exercise', 'check', join(repository, 'exercises', name)]), /: valid: /);
  writeFileSync(inFolder('bad.json'), '{\n  "format": 1,\n  oops\n}\n');
  fails(1, /bad\.json:3:\d+: /, ['exercise', 'check', inFolder('bad.json')]);
  writeFileSync(inFolder('empty.json'), '');
  fails(1, /empty\.json:\d+:\d+: |empty\.json: /, ['exercise', 'check', inFolder('empty.json')]);
  fails(1, /none\.json: No such file/, ['exercise', 'check', inFolder('none.json')]);
});

test('the data is looked for in AIFIT_DATA, beside the program, then in share', () => {
  fails(1, /AIFIT_DATA names no folder/, ['exercise', 'list'], { env: { AIFIT_DATA: inFolder('none') } });
  mkdirSync(inFolder('data'));
  fails(1, /exercises: No such file/, ['exercise', 'list'], { env: { AIFIT_DATA: inFolder('data') } });
  symlinkSync(join(repository, 'exercises'), inFolder('data/exercises'));
  fails(1, /weight file .*pose_detection\.tflite is missing; 'make build'/, ['analyze', clip('squat_side_good'), '--exercise', 'squat'], { env: { AIFIT_DATA: inFolder('data') } });

  const env = { ...process.env };
  delete env.AIFIT_DATA;
  const installed = (args) => spawnSync(inFolder('prefix/bin/aifit'), args, { encoding: 'utf8', env });
  for (const part of ['bin', 'libexec/aifit', 'share'])
    mkdirSync(inFolder(`prefix/${part}`), { recursive: true });
  copyFileSync(program, inFolder('prefix/bin/aifit'));
  assert.match(installed(['exercise', 'list']).stderr, /^aifit: no models\/ beside the program .*AIFIT_DATA\n$/);
  symlinkSync(inFolder('data'), inFolder('prefix/share/aifit'));
  assert.match(installed(['exercise', 'list']).stdout, /squat/);
  const analyze = ['analyze', 'a.mp4', '--exercise', 'squat'];
  assert.match(installed(analyze).stderr, /^aifit: aifit-video, the helper .* is missing/);
  symlinkSync(process.env.AIFIT_DATA ? join(process.env.AIFIT_DATA, 'models') : join(dirname(program), 'models'), inFolder('data/models'));
  assert.match(installed(['pose', 'a.jpg']).stderr, /^aifit: a\.jpg: No such file or directory\n$/, 'a photo needs no helper');
  copyFileSync(join(dirname(program), 'aifit-video'), inFolder('prefix/libexec/aifit/aifit-video'));
  assert.match(installed(analyze).stderr, /^aifit: a\.mp4: No such file or directory\n$/);
});

test('bench measures every network and the trainer', () => {
  const result = okJson(['bench', '--json', '--layers']);
  assert.ok(result.cpu.length > 0 && result.isa.length > 0 && result.peak_gflops > 0);
  assert.deepEqual(result.models.map((m) => m.name), ['pose_detection.tflite', 'pose_landmark_lite.tflite', 'pose_landmark_full.tflite', 'pose_landmark_heavy.tflite']);
  for (const model of result.models) {
    assert.ok(model.ms > 0 && model.gflops > 0 && model.peak_share > 0);
    // Stored as 16-bit floats, the detector's sparse at that; kept as 32-bit ones, those that the outputs need.
    const stored = statSync(join(process.env.AIFIT_DATA ?? dirname(program), 'models', model.name)).size;
    assert.ok(model.weight_bytes > stored && model.weight_bytes < 5 * stored, `${model.weight_bytes} of ${stored}`);
    assert.ok(model.arena_bytes > 0);
    assert.equal(model.layers.reduce((sum, layer) => sum + layer.multiply_adds, 0), model.multiply_adds);
  }
  assert.ok(result.trainer.us_per_frame > 0);
});
