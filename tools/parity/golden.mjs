#!/usr/bin/env node
// Keeps some of a reference for the tests: tools/parity/golden.mjs REFERENCE.jsonl EVERY > GOLDEN.txt
// Of a body a line each EVERY frames: its index, then x y z visibility (pixels) and x y z (metres) of each of the 33
// landmarks. Of faces a line a face of the first frame: x y z (pixels) of each EVERYth point.
import { readFileSync } from 'node:fs';

const [path, every] = process.argv.slice(2);
const frames = readFileSync(path, 'utf8').trim().split('\n').slice(1).map((line) => JSON.parse(line));
if (frames[0].faces) {
  for (const points of frames[0].faces) console.log(points.filter((_, i) => i % Number(every) === 0).map((point) => point.map((value) => value.toFixed(2)).join(' ')).join(' '));
} else frames.forEach(({ landmarks, world }, index) => {
  if (index % Number(every)) return;
  const points = landmarks.map(([x, y, z, visibility], i) => [x.toFixed(2), y.toFixed(2), z.toFixed(1), visibility.toFixed(3), ...world[i].map((metres) => metres.toFixed(4))].join(' '));
  console.log(`${index} ${points.join(' ')}`);
});
