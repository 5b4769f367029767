#!/usr/bin/env node
// Writes tests/data/goldens/MODEL.golden: what LiteRT.js computes for seeded inputs, checked against TensorFlow.js,
// an independent runtime with another graph reader. usage: tools/reference/goldens.mjs [MODEL.tflite ...]
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { addScripts, floatsFromBase64, root, TFJS_SCRIPTS, withPage } from './browser.mjs';

const LANDMARK = { shape: [1, 256, 256, 3], range: [0, 1], figure: 'body' };
const MODELS = {
  'pose_landmark_lite.tflite': LANDMARK,
  'pose_landmark_full.tflite': LANDMARK,
  'pose_landmark_heavy.tflite': LANDMARK,
  'pose_detection.tflite': { shape: [1, 224, 224, 3], range: [-1, 1], figure: 'body' },
  'face_detection_short_range.tflite': { shape: [1, 128, 128, 3], range: [-1, 1], figure: 'face' },
  'face_landmark.tflite': { shape: [1, 192, 192, 3], range: [0, 1], figure: 'face' },
  'MobileFaceNet.tflite': { shape: [2, 112, 112, 3], range: [-1, 1], figure: 'face' },
};
const SEED = 20240229;
const MAX_SAMPLES = 2048;

// The two runtimes differ by at most this share of the output's largest magnitude, or the goldens are not written.
const MAX_DISAGREEMENT = 1e-3;

async function computeInPage({ file, cases, shape, range }) {
  const { loadLitert, loadTfjs, toBase64 } = await import('/tools/reference/page_runtimes.mjs');
  const { seededInput } = await import('/tools/reference/seeded_input.mjs');
  const encode = (outputs) => Object.fromEntries(Object.entries(outputs).map(([name, values]) => [name, toBase64(values)]));
  const litert = await loadLitert(file);
  const tfjs = await loadTfjs(file, 'wasm');
  const results = [];
  for (const { kind, seed } of cases) {
    const input = seededInput(kind, seed, shape, range);
    results.push({ input: toBase64(input), litert: encode(await litert(input)), tfjs: encode(tfjs(input)) });
  }
  return results;
}

const largest = (values) => values.reduce((max, v) => Math.max(max, Math.abs(v)), 0);
const total = (values) => values.reduce((sum, v) => sum + v, 0);
const digits = (v) => String(Number(v.toPrecision(9)));

// The smallest odd stride that leaves at most MAX_SAMPLES values: odd, to visit all channels of even counts.
function strideFor(count) {
  const stride = Math.ceil(count / MAX_SAMPLES);
  return stride === 1 ? 1 : stride | 1;
}

function outputText(name, values, other) {
  const scale = largest(values);
  const difference = largest(values.map((v, k) => v - other[k]));
  if (!(difference <= MAX_DISAGREEMENT * scale)) throw new Error(`${name}: the runtimes differ by ${difference}, the largest value being ${scale}`);
  const stride = strideFor(values.length);
  const samples = [...values].filter((_, k) => k % stride === 0);
  const wide = Float64Array.from(values);
  const lines = [
    `output ${name} ${values.length}`,
    `stride ${stride} ${samples.length}`,
    `sums ${digits(total(wide))} ${digits(total(wide.map(Math.abs)))} ${digits(scale)}`,
    `disagreement ${(difference / scale || 0).toExponential(1)}`,
  ];
  for (let k = 0; k < samples.length; k += 8) lines.push(samples.slice(k, k + 8).map(digits).join(' '));
  return lines.join('\n');
}

function goldenText(file, { shape, range }, cases, results) {
  const bytes = readFileSync(join(root, 'build/models', file));
  const head = [
    'golden 1',
    `model ${file} ${createHash('sha256').update(bytes).digest('hex')}`,
    `input ${shape.join(' ')} range ${range.join(' ')}`,
    `cases ${cases.length}`,
  ];
  const body = cases.map(({ kind, seed }, k) => {
    const { input, litert, tfjs } = results[k];
    const floats = Float64Array.from(floatsFromBase64(input));
    const names = Object.keys(litert).sort();
    const outputs = names.map((name) => outputText(name, floatsFromBase64(litert[name]), floatsFromBase64(tfjs[name])));
    const weighted = total(floats.map((v, at) => v * ((at % 251) + 1)));
    return [`case ${kind} ${seed} sums ${digits(total(floats))} ${digits(weighted)} outputs ${names.length}`, ...outputs].join('\n');
  });
  return `${[...head, ...body].join('\n')}\n`;
}

async function main(files) {
  const directory = join(root, 'tests/data/goldens');
  mkdirSync(directory, { recursive: true });
  for (const file of files) {
    const model = MODELS[file];
    if (!model) throw new Error(`${file}: unknown model; known: ${Object.keys(MODELS).join(', ')}`);
    const cases = ['noise', 'smooth', model.figure].map((kind, k) => ({ kind, seed: SEED + k }));
    const results = await withPage(async (page) => {
      await addScripts(page, TFJS_SCRIPTS);
      return page.evaluate(computeInPage, { file, cases, shape: model.shape, range: model.range });
    });
    const path = join(directory, `${basename(file, '.tflite')}.golden`);
    writeFileSync(path, goldenText(file, model, cases, results));
    console.log(`${path}: written`);
  }
}

main(process.argv.length > 2 ? process.argv.slice(2) : Object.keys(MODELS)).catch((error) => {
  console.error(`goldens: ${error.message}`);
  process.exit(1);
});
