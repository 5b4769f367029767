#!/usr/bin/env node
// Compares the tracker with @mediapipe/pose on the same frames.
//
// usage: tools/parity/compare.mjs [--skip NAME,...] PARITY MODELS still|track|smooth REFERENCES FRAMES
//   PARITY      the program built from parity.c (`cmake --build build --target parity`)
//   MODELS      directory of the weight files (build/models)
//   REFERENCES  directory of NAME.jsonl from tools/reference/mediapipe.mjs
//   FRAMES      directory of the pictures or videos NAME.* that those were made from
//   --skip      names to leave out (pictures of several people, where each may pick another)
//
// A frame's distance is the mean over the 33 landmarks of the distance in the picture, in % of the height of the
// reference landmarks' bounding box; `inside` takes only landmarks whose reference lies inside the picture. World
// distances are in centimetres. `lost`: frames in which MediaPipe has a person and the tracker has none.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { skip: { type: 'string', default: '' } } });
if (positionals.length !== 5) {
  console.error('usage: compare.mjs [--skip NAME,...] PARITY MODELS still|track|smooth REFERENCES FRAMES');
  process.exit(2);
}
const [program, models, mode, references, framesDirectory] = positionals;

const mean = (list) => list.reduce((sum, value) => sum + value, 0) / list.length;
const distance = (a, b, axes) => Math.sqrt(axes.reduce((sum, k) => sum + (a[k] - b[k]) ** 2, 0));

function readPoses(text) {
  return text.split('\n').filter(Boolean).map((line) => JSON.parse(line));
}

// The tracker's poses of one picture or clip, at the times of the reference.
function track(frames, model, times, work) {
  writeFileSync(join(work, 'times'), times.join('\n'));
  const decoder = spawn('ffmpeg', ['-v', 'error', '-i', frames, '-fps_mode', 'passthrough', '-f', 'image2pipe', '-c:v', 'ppm', '-pix_fmt', 'rgb24', 'pipe:1'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const tracker = spawn(program, [join(models, 'pose_detection.tflite'), join(models, `pose_landmark_${model}.tflite`), mode, join(work, 'times')], { stdio: [decoder.stdout, 'pipe', 'inherit'] });
  return new Promise((resolve, reject) => {
    let text = '';
    tracker.stdout.on('data', (chunk) => { text += chunk; });
    tracker.on('error', reject);
    tracker.on('close', (code) => {
      decoder.kill(); // it may have more frames than the reference wanted
      if (code) reject(new Error(`${frames}: the tracker failed`));
      else resolve(readPoses(text));
    });
  });
}

function compareFrame(ours, theirs, { width, height }) {
  const rows = theirs.landmarks.map((point) => point[1]);
  const box = Math.max(...rows) - Math.min(...rows);
  const percent = theirs.landmarks.map((point, i) => (100 * distance(point, ours.landmarks[i], [0, 1])) / box);
  const inside = percent.filter((_, i) => {
    const [x, y] = theirs.landmarks[i];
    return x >= 0 && y >= 0 && x < width && y < height;
  });
  return {
    image: mean(percent),
    inside: mean(inside),
    depth: mean(theirs.landmarks.map((point, i) => (100 * distance(point, ours.landmarks[i], [2])) / box)),
    world: mean(theirs.world.map((point, i) => 100 * distance(point, ours.world[i], [0, 1, 2]))),
    visibility: mean(theirs.landmarks.map((point, i) => distance(point, ours.landmarks[i], [3]))),
  };
}

async function compareInput(name, work) {
  const [head, ...theirs] = readPoses(readFileSync(join(references, `${name}.jsonl`), 'utf8'));
  const file = readdirSync(framesDirectory).find((entry) => basename(entry, extname(entry)) === name);
  const ours = await track(join(framesDirectory, file), head.model, theirs.map((frame) => frame.t_ms), work);
  const both = theirs.map((frame, i) => [ours[i], frame]).filter(([a, b]) => a.landmarks && b.landmarks);
  const frames = both.map(([a, b]) => compareFrame(a, b, head));
  const row = { name, frames: theirs.length, both: both.length };
  row.lost = theirs.filter((frame, i) => frame.landmarks && !ours[i].landmarks).length;
  row.extra = theirs.filter((frame, i) => !frame.landmarks && ours[i].landmarks).length;
  for (const key of ['image', 'inside', 'depth', 'world', 'visibility']) row[key] = frames.length ? mean(frames.map((frame) => frame[key])) : NaN;
  row.worst = Math.max(...frames.map((frame) => frame.image));
  return row;
}

const skip = values.skip.split(',');
const names = readdirSync(references).filter((file) => file.endsWith('.jsonl')).map((file) => basename(file, '.jsonl')).filter((name) => !skip.includes(name));
const work = mkdtempSync(join(tmpdir(), 'parity-'));
const rows = [];
const columns = ['image', 'inside', 'worst', 'depth', 'world', 'visibility'];
const print = (row) => console.log(`| ${row.name} | ${row.frames} | ${row.lost} | ${row.extra} | ${columns.map((key) => row[key].toFixed(3)).join(' | ')} |`);
console.log('| input | frames | lost | extra | image % | inside % | worst frame % | depth % | world cm | visibility |\n|---|---|---|---|---|---|---|---|---|---|');
try {
  for (const name of names) {
    rows.push(await compareInput(name, work));
    print(rows.at(-1));
  }
} finally {
  rmSync(work, { recursive: true });
}
const seen = rows.filter((row) => row.both);
const total = (key) => rows.reduce((sum, row) => sum + row[key], 0);
print({ name: `mean of ${seen.length}`, frames: total('frames'), lost: total('lost'), extra: total('extra'), ...Object.fromEntries(columns.map((key) => [key, mean(seen.map((row) => row[key]))])) });
