// Matching one face among many templates, beside FAISS on the same ones, one thread each, interleaved query by
// query; times are those of the thread on the processor.
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from '../../tools/reference/browser.mjs';
import { startAsked } from '../asked.mjs';
import { median } from '../median.mjs';

export const SIZES = [10_000, 100_000, 1_000_000];
const QUERIES = 64;
const RUNNERS = ['ours', 'flat', 'sq8'];

const build = join(root, 'build');
const program = join(build, 'gallery_bench');
const peer = fileURLToPath(new URL('faiss_peer.py', import.meta.url));

async function raceOne(file, size, rounds) {
  const gallery = await startAsked(program, ['serve', file, size]);
  const faiss = await startAsked('/usr/bin/python3', [peer, file, size]);
  const ask = { ours: (q) => gallery.ask(q), flat: (q) => faiss.ask(`flat ${q}`), sq8: (q) => faiss.ask(`sq8 ${q}`) };
  const ms = { ours: [], flat: [], sq8: [] };
  const same = { ours: 0, sq8: 0 }; // answers that are those of comparing all floats
  for (let round = 0; round < rounds; round++) {
    const answers = {};
    for (let turn = 0; turn < RUNNERS.length; turn++) {
      const runner = RUNNERS[(round + turn) % RUNNERS.length]; // who goes first alternates
      answers[runner] = await ask[runner](round % QUERIES);
      ms[runner].push(answers[runner].ms);
    }
    for (const runner of Object.keys(same)) {
      const { template, second } = answers[runner];
      same[runner] += template === answers.flat.template && second === answers.flat.second;
    }
  }
  gallery.end();
  faiss.end();
  const ratio = (name) => median(ms.ours.map((value, k) => value / ms[name][k]));
  return {
    size, isa: gallery.hello.isa, ours: median(ms.ours), flat: median(ms.flat), sq8: median(ms.sq8),
    vs_flat: ratio('flat'), vs_sq8: ratio('sq8'), recall: same.ours / rounds, sq8_recall: same.sq8 / rounds,
  };
}

export async function raceGalleries(rounds) {
  mkdirSync(join(build, 'bench'), { recursive: true });
  execFileSync('cmake', ['--build', build, '--target', 'gallery_bench'], { stdio: ['ignore', 'ignore', 'inherit'] });
  const file = join(build, 'bench', 'gallery.f32');
  const results = [];
  try {
    execFileSync(program, ['make', file, SIZES.at(-1)]);
    for (const size of SIZES) results.push(await raceOne(file, size, Math.max(rounds, QUERIES)));
  } finally {
    rmSync(file, { force: true }); // most of a gigabyte
  }
  return results;
}
