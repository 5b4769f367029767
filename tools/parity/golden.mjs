#!/usr/bin/env node
// Keeps some frames of a reference for the tests: tools/parity/golden.mjs REFERENCE.jsonl EVERY > GOLDEN.txt
// A line a frame: its index, then x y z visibility (pixels) and x y z (metres) of each of the 33 landmarks.
import { readFileSync } from 'node:fs';

const [path, every] = process.argv.slice(2);
const frames = readFileSync(path, 'utf8').trim().split('\n').slice(1).map((line) => JSON.parse(line));
frames.forEach(({ landmarks, world }, index) => {
  if (index % Number(every)) return;
  const points = landmarks.map(([x, y, z, visibility], i) => [x.toFixed(2), y.toFixed(2), z.toFixed(1), visibility.toFixed(3), ...world[i].map((metres) => metres.toFixed(4))].join(' '));
  console.log(`${index} ${points.join(' ')}`);
});
