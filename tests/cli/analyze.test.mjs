// `aifit analyze` and `aifit replay`: the contract of their output on clips of known truth, and every way to fail.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, readFileSync, statSync, symlinkSync, truncateSync, writeFileSync, copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { clip, fails, ffmpeg, files, ok, okJson, onTerminal, probe, repository, run, start, tempDir } from './lib/aifit.mjs';

const NAME = 'squat_side_slow_15fps';
const truth = JSON.parse(readFileSync(join(repository, `tests/data/clips/${NAME}.json`), 'utf8'));
const folder = tempDir();
const inFolder = (name) => join(folder, name);
const analyze = (video, ...more) => okJson(['analyze', video, '--exercise', 'squat', '--model', 'lite', '--json', '-', ...more]);

// What does not depend on how fast the machine is.
const judgement = ({ speed, ...rest }) => rest;

let result;
before(() => {
  result = analyze(clip(NAME), '--poses', inFolder('poses.jsonl'));
});

test('the JSON has the agreed members, and the clip its true count', () => {
  assert.deepEqual(Object.keys(result), ['exercise', 'video', 'model', 'count', 'reps', 'rejected', 'faults', 'speed']);
  assert.equal(result.exercise, 'squat');
  assert.equal(result.model, 'lite');
  assert.equal(result.count, truth.count);
  assert.equal(result.reps.length, truth.count);
  result.reps.forEach((rep, index) => {
    assert.deepEqual(Object.keys(rep), ['index', 'side', 'start_ms', 'turn_ms', 'end_ms', 'range_deg', 'faults']);
    assert.equal(rep.index, index);
    assert.ok(rep.start_ms < rep.turn_ms && rep.turn_ms < rep.end_ms);
    assert.ok(rep.range_deg > 40 && rep.range_deg < 180);
  });
  assert.deepEqual(Object.keys(result.speed), ['frames_per_s', 'ms_per_frame']);
  assert.ok(Math.abs(result.speed.frames_per_s * result.speed.ms_per_frame - 1000) < 10);
});

test('the video is described as ffprobe describes it', () => {
  const { width, height, nb_read_frames, avg_frame_rate, duration } = probe(clip(NAME), 'stream').streams[0];
  const [numerator, denominator] = avg_frame_rate.split('/');
  assert.equal(result.video.width, width);
  assert.equal(result.video.height, height);
  assert.equal(result.video.frames, Number(nb_read_frames));
  assert.ok(Math.abs(result.video.fps - numerator / denominator) < 0.05);
  assert.ok(Math.abs(result.video.duration_ms - 1000 * duration) < 5);
});

test('--poses writes a header and one line a frame, of the agreed shape', () => {
  const lines = readFileSync(inFolder('poses.jsonl'), 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line));
  assert.deepEqual(lines[0], { format: 1, width: result.video.width, height: result.video.height, model: 'lite' });
  assert.equal(lines.length, 1 + result.video.frames);
  let seen = 0;
  let last = -1;
  for (const frame of lines.slice(1)) {
    assert.deepEqual(Object.keys(frame), ['t_ms', 'score', 'landmarks', 'world']);
    assert.ok(Number.isInteger(frame.t_ms) && frame.t_ms > last);
    last = frame.t_ms;
    if (!frame.landmarks) {
      assert.equal(frame.world, null);
      continue;
    }
    seen++;
    assert.ok(frame.score > 0 && frame.score <= 1);
    assert.equal(frame.landmarks.length, 33);
    assert.equal(frame.world.length, 33);
    assert.ok(frame.landmarks.every((p) => p.length === 4 && p.every(Number.isFinite)));
    assert.ok(frame.world.every((p) => p.length === 3 && p.every((v) => Number.isFinite(v) && Math.abs(v) < 3)));
    // Nine digits of a float lie within 5e-9 of it; any other number misses the nearest float by up to 6e-8.
    assert.ok(frame.landmarks.flat().every((v) => Math.abs(Math.fround(v) - v) <= 5.1e-9 * Math.abs(v)));
  }
  assert.ok(seen > 0.95 * result.video.frames);
});

test('replay judges stored landmarks exactly as the video was judged', () => {
  const replayed = okJson(['replay', inFolder('poses.jsonl'), '--exercise', 'squat', '--json', '-']);
  assert.deepEqual(judgement(replayed), judgement(result));
  const piped = okJson(['replay', '-', '--exercise', 'squat', '--json', '-'], { input: readFileSync(inFolder('poses.jsonl')) });
  assert.deepEqual(judgement(piped), judgement(result));
});

test('a video turned by its metadata is analysed upright', () => {
  ffmpeg('-i', clip(NAME), '-vf', 'transpose=2', '-c:v', 'libx264', '-preset', 'ultrafast', inFolder('lying.mp4'));
  ffmpeg('-i', inFolder('lying.mp4'), '-c', 'copy', '-metadata:s:v:0', 'rotate=270', inFolder('phone.mp4'));
  assert.notEqual(probe(inFolder('phone.mp4'), 'stream_side_data=rotation').streams[0].side_data_list, undefined);
  const turned = analyze(inFolder('phone.mp4'));
  assert.equal(turned.video.width, result.video.width);
  assert.equal(turned.video.height, result.video.height);
  assert.equal(turned.count, truth.count);
  turned.reps.forEach((rep, i) => assert.ok(Math.abs(rep.end_ms - result.reps[i].end_ms) < 300));
});

test('a variable frame rate keeps the times and the count', () => {
  ffmpeg('-i', clip(NAME), '-vf', "select='mod(n,4)-1'", '-vsync', 'vfr', '-c:v', 'libx264', '-preset', 'ultrafast', inFolder('vfr.mkv'));
  const uneven = analyze(inFolder('vfr.mkv'));
  assert.ok(uneven.video.frames < 0.8 * result.video.frames);
  assert.ok(Math.abs(uneven.video.duration_ms - result.video.duration_ms) < 150);
  assert.equal(uneven.count, truth.count);
  uneven.reps.forEach((rep, i) => assert.ok(Math.abs(rep.end_ms - result.reps[i].end_ms) < 300));
});

test('the overlay is a video of the same size, length and times', () => {
  const words = ok(['analyze', clip(NAME), '--exercise', 'squat', '--model', 'lite', '--overlay', inFolder('overlay.mp4'), '--json', inFolder('a.json')]);
  assert.match(words, new RegExp(`^Squat: ${truth.count} repetition`));
  assert.deepEqual(judgement(JSON.parse(readFileSync(inFolder('a.json'), 'utf8'))), judgement(result));
  const { streams: [stream], frames } = probe(inFolder('overlay.mp4'), 'stream=codec_name,width,height,nb_read_frames:frame=pts_time');
  assert.equal(stream.codec_name, 'h264');
  assert.equal(stream.width, result.video.width);
  assert.equal(stream.height, result.video.height);
  assert.equal(Number(stream.nb_read_frames), result.video.frames);
  const times = readFileSync(inFolder('poses.jsonl'), 'utf8').trimEnd().split('\n').slice(1).map((line) => JSON.parse(line).t_ms);
  assert.deepEqual(frames.map((f) => Math.round(1000 * f.pts_time)), times);
});

test('two threads see what one sees', () => {
  assert.deepEqual(judgement(analyze(clip(NAME), '--threads', '2')), judgement(result));
});

const OUTPUTS = ['--json', 'out/r.json', '--poses', 'out/p.jsonl', '--overlay', 'out/o.mp4'];
function failsCleanly(code, reason, video, exercise = 'squat') {
  const out = inFolder('out');
  mkdirSync(out, { recursive: true });
  const { out: words } = fails(code, reason, ['analyze', video, '--exercise', exercise, '--model', 'lite', ...OUTPUTS], { cwd: folder });
  assert.equal(words, '');
  assert.deepEqual(files(out), []);
}

test('what is no whole video fails with one line and leaves no file', () => {
  writeFileSync(inFolder('empty.mp4'), '');
  writeFileSync(inFolder('text.mp4'), 'squat squat squat\n');
  ffmpeg('-f', 'lavfi', '-i', 'sine=d=2', inFolder('sound.m4a'));
  ffmpeg('-f', 'lavfi', '-i', 'testsrc=s=64x64', '-t', '0', inFolder('zero.mp4'));
  ffmpeg('-f', 'lavfi', '-i', 'testsrc=s=64x64', '-frames:v', '0', inFolder('zero.mkv'));
  ffmpeg('-i', clip(NAME), '-c', 'copy', '-movflags', '+faststart', inFolder('cut.mp4'));
  truncateSync(inFolder('cut.mp4'), Math.floor(statSync(inFolder('cut.mp4')).size / 2));
  ffmpeg('-i', clip(NAME), '-c', 'copy', inFolder('headless.mp4'));
  truncateSync(inFolder('headless.mp4'), Math.floor(statSync(inFolder('headless.mp4')).size / 2));
  failsCleanly(1, /missing\.mp4: No such file/, 'missing.mp4');
  failsCleanly(1, /empty\.mp4: the file is empty/, 'empty.mp4');
  failsCleanly(1, /text\.mp4: not a video/, 'text.mp4');
  failsCleanly(1, /sound\.m4a: sound only/, 'sound.m4a');
  failsCleanly(1, /zero\.mp4: /, 'zero.mp4');
  failsCleanly(1, /zero\.mkv: /, 'zero.mkv');
  failsCleanly(1, /cut\.mp4: the file is cut short: only [\d.]+ s of [\d.]+ s are there/, 'cut.mp4');
  failsCleanly(1, /headless\.mp4: not a video, or cut off/, 'headless.mp4');
  failsCleanly(1, /directory/, '.');
});

test('an unknown exercise is named with the known ones', () => {
  failsCleanly(1, /unknown exercise 'plank_on_the_moon'; there are: .*squat/, clip(NAME), 'plank_on_the_moon');
  failsCleanly(1, /unknown exercise '\.\.\/exercises\/squat'/, clip(NAME), '../exercises/squat');
});

test('a full disk fails with one line and leaves no file', () => {
  for (const option of ['--json', '--poses', '--overlay'])
    fails(1, /\/dev\/full: No space left on device/, ['analyze', clip(NAME), '--exercise', 'squat', '--model', 'lite', option, '/dev/full']);
  const out = inFolder('small');
  mkdirSync(out);
  for (const [option, name] of [['--poses', 'p.jsonl'], ['--overlay', 'o.mp4']]) {
    fails(1, /File too large/, ['analyze', clip(NAME), '--exercise', 'squat', '--model', 'lite', option, join(out, name), '--json', join(out, 'r.json')], { limits: 'ulimit -f 16' });
    assert.deepEqual(files(out), []);
  }
});

test('an existing file survives a failure, and the input is never overwritten', () => {
  writeFileSync(inFolder('old.json'), 'old');
  fails(1, /cut short/, ['analyze', inFolder('cut.mp4'), '--exercise', 'squat', '--model', 'lite', '--json', inFolder('old.json')]);
  assert.equal(readFileSync(inFolder('old.json'), 'utf8'), 'old');
  copyFileSync(clip(NAME), inFolder('copy.mp4'));
  symlinkSync('copy.mp4', inFolder('link.mp4'));
  for (const name of ['copy.mp4', 'link.mp4'])
    fails(1, /overwrite the input/, ['analyze', inFolder('copy.mp4'), '--exercise', 'squat', '--overlay', inFolder(name)]);
  assert.deepEqual(readFileSync(inFolder('copy.mp4')), readFileSync(clip(NAME)));
});

test('no result is lost to another in the same file', () => {
  const out = inFolder('shared');
  mkdirSync(out);
  for (const [first, second] of [['--json', '--overlay'], ['--poses', '--overlay'], ['--json', '--poses']])
    fails(1, /share one file/, ['analyze', clip(NAME), '--exercise', 'squat', first, join(out, 'r'), second, `${out}/../shared/r`]);
  assert.deepEqual(files(out), []);
  ok(['analyze', clip(NAME), '--exercise', 'squat', '--model', 'lite', '--json', '/dev/null', '--overlay', '/dev/null']);
});

test('killed in the middle it leaves nothing', async () => {
  const out = inFolder('killed');
  mkdirSync(out);
  for (const signal of ['SIGTERM', 'SIGKILL']) {
    ffmpeg('-stream_loop', '20', '-i', clip(NAME), '-c', 'copy', inFolder('long.mp4'));
    const child = start(['analyze', inFolder('long.mp4'), '--exercise', 'squat', '--json', join(out, 'r.json'), '--poses', join(out, 'p.jsonl'), '--overlay', join(out, 'o.mp4')]);
    await sleep(1500);
    child.kill(signal);
    const [, by] = await once(child, 'exit');
    assert.equal(by, signal);
    assert.deepEqual(files(out), []);
  }
});

test('standard output that cannot be written is a failure', () => {
  for (const more of [['--json', '-'], ['--poses', '-'], []])
    for (const [limits, reason] of [['exec > /dev/full', 'No space left on device'], ['exec >&-', 'Bad file descriptor']])
      fails(1, new RegExp(`^aifit: standard output: ${reason}\n$`), ['analyze', clip(NAME), '--exercise', 'squat', '--model', 'lite', ...more], { limits });
});

test('the progress line is wiped before an error is told', () => {
  const out = inFolder('progress');
  mkdirSync(out);
  const words = (...options) => onTerminal(['analyze', clip(NAME), '--exercise', 'squat', '--model', 'lite', ...options], 'ulimit -f 16');
  for (const options of [['--poses', join(out, 'p.jsonl')], ['--overlay', join(out, 'o.mp4')]])
    assert.match(words(...options), /frames\/s {2}count \d+ \x1b\[K\r\x1b\[Kaifit: [^\r\n]*: File too large\r\n$/);
});

test('closed standard streams do not mix words into a file', () => {
  const { code } = run(['replay', inFolder('poses.jsonl'), '--exercise', 'squat', '--json', inFolder('closed.json')], { limits: 'exec <&- >&- 2>&-' });
  assert.equal(code, 1, 'the words for a person went nowhere');
  assert.deepEqual(judgement(JSON.parse(readFileSync(inFolder('closed.json'), 'utf8'))), judgement(result));
});

test('replay refuses what is no file of poses, with the line', () => {
  const lines = readFileSync(inFolder('poses.jsonl'), 'utf8').split('\n');
  const replay = (content) => {
    writeFileSync(inFolder('bad.jsonl'), content);
    return ['replay', inFolder('bad.jsonl'), '--exercise', 'squat'];
  };
  fails(1, /bad\.jsonl: the file is empty/, replay(''));
  fails(1, /bad\.jsonl: there is no frame/, replay(`${lines[0]}\n`));
  fails(1, /bad\.jsonl:3:\d+: .*t_ms/, replay([lines[0], lines[2], lines[1]].join('\n')));
  fails(1, /bad\.jsonl:2:\d+: not valid JSON/, replay(`${lines[0]}\n${lines[1].slice(0, 200)}\n`));
  fails(1, /bad\.jsonl:2:\d+: not valid JSON/, replay(`${lines[0]}\n\n${lines[1]}\n`));
  fails(1, /bad\.jsonl:3:1: the line is too long/, replay(`${lines[0]}\n${lines[1]}\n${' '.repeat(70000)}\n`));
  fails(1, /bad\.jsonl:1:1: .*format/, replay(`${lines[1]}\n`));
  fails(1, /No such file/, ['replay', inFolder('none.jsonl'), '--exercise', 'squat']);
});
