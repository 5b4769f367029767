#!/usr/bin/env node
// Changes stored landmarks in ways that no count may depend on: a folder of poses for each change, to be judged like the first.
// usage: tools/judge/perturb.mjs POSES_FOLDER OUTPUT_FOLDER
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

// The same "chance" in every run (a linear congruential generator).
let seed = 12345;
const chance = () => (seed = (seed * 1103515245 + 12345) % 2 ** 31) / 2 ** 31;
const noise = () => (Array.from({ length: 6 }, chance).reduce((a, b) => a + b) - 3) / Math.SQRT1_2; // variance 1

const isSeen = (frame) => frame.landmarks !== null;
const empty = (frame) => ({ t_ms: frame.t_ms, score: 0, landmarks: null, world: null });
const pixelsPerMetre = ({ landmarks }) => {
  const y = landmarks.map((p) => p[1]);
  return (Math.max(...y) - Math.min(...y)) / 1.6; // a standing person; less exact when bent, which is no matter
};
// Landmarks come in pairs, left before right: 1-3 with 4-6 (eyes), then 7 with 8, 9 with 10, ...
const otherSide = (i) => (i === 0 ? 0 : i <= 3 ? i + 3 : i <= 6 ? i - 3 : i % 2 ? i + 1 : i - 1);

const everySoOften = (frames, fps) => {
  let next = -Infinity;
  return frames.filter(({ t_ms }) => {
    if (t_ms < next - 1) return false;
    next = Math.max(next, t_ms - 20) + 1000 / fps;
    return true;
  });
};
const stretched = (frames, factor) => frames.map((frame) => ({ ...frame, t_ms: Math.round(frame.t_ms * factor) }))
  .filter((frame, i, all) => i === 0 || frame.t_ms > all[i - 1].t_ms);

const changes = {
  mirrored: (frames, width) => frames.map((frame) => !isSeen(frame) ? frame : {
    ...frame,
    landmarks: frame.landmarks.map((_, i) => { const [x, ...rest] = frame.landmarks[otherSide(i)]; return [width - x, ...rest]; }),
    world: frame.world.map((_, i) => { const [x, ...rest] = frame.world[otherSide(i)]; return [-x, ...rest]; }),
  }),
  third_lost: (frames) => frames.filter(() => chance() > 0.3),
  seventh_empty: (frames) => frames.map((frame, i) => (i % 7 === 3 ? empty(frame) : frame)),
  fps15: (frames) => everySoOften(frames, 15),
  fps10: (frames) => everySoOften(frames, 10),
  faster: (frames) => stretched(frames, 0.7),
  slower: (frames) => stretched(frames, 1.5),
  noise_12mm: (frames) => frames.map((frame) => {
    if (!isSeen(frame)) return frame;
    const px = 0.012 * pixelsPerMetre(frame);
    return {
      ...frame,
      landmarks: frame.landmarks.map(([x, y, z, visibility]) => [x + px * noise(), y + px * noise(), z, visibility]),
      world: frame.world.map((p) => p.map((v) => v + 0.012 * noise())),
    };
  }),
};

const [source, target] = process.argv.slice(2);
if (!source || !target) {
  console.error('usage: tools/judge/perturb.mjs POSES_FOLDER OUTPUT_FOLDER');
  process.exit(2);
}
for (const [name, change] of Object.entries(changes)) {
  mkdirSync(join(target, name), { recursive: true });
  for (const file of readdirSync(source).filter((f) => f.endsWith('.jsonl'))) {
    const [header, ...lines] = readFileSync(join(source, file), 'utf8').trim().split('\n');
    const frames = change(lines.map((line) => JSON.parse(line)), JSON.parse(header).width);
    writeFileSync(join(target, name, file), [header, ...frames.map((frame) => JSON.stringify(frame)), ''].join('\n'));
  }
}
