// Whole models in WebAssembly against the stored outputs of an independent runtime (tests/data/goldens/README.md).
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { seededInput } from '../../tools/reference/seeded_input.mjs';
import { builds, createCore, repository, weights } from './lib/core.mjs';

const folder = `${repository}tests/data/goldens`;

/** Reads the tokens of a .golden file in order. */
function readGolden(name) {
  const tokens = readFileSync(`${folder}/${name}`, 'utf8').split(/\s+/);
  let at = 0;
  const word = (...expected) => {
    const token = tokens[at++];
    if (expected.length) assert.ok(expected.includes(token), `${name}: ${token} instead of ${expected}`);
    return token;
  };
  const number = (...expected) => (expected.length && word(...expected), Number(word()));
  number('golden');
  word('model');
  const [file] = [word(), word()];
  word('input');
  const shape = [number(), number(), number(), number()];
  word('range');
  const range = [number(), number()];
  const cases = Array.from({ length: number('cases') }, () => {
    word('case');
    const [kind, seed] = [word(), number()];
    word('sums');
    const sums = [number(), number()];
    const outputs = Array.from({ length: number('outputs') }, () => {
      word('output');
      const [output, count] = [word(), number()];
      word('stride');
      const [stride, samples] = [number(), number()];
      word('sums');
      const [, , scale] = [number(), number(), number()];
      const disagreement = number('disagreement');
      return { output, count, stride, scale, disagreement, values: Array.from({ length: samples }, () => number()) };
    });
    return { kind, seed, sums, outputs };
  });
  return { file, shape, range, cases };
}

/** outputs: names, in the order wanted; none keeps all of the file. */
function createModel(core, file, outputs = []) {
  const bytes = weights(file);
  const names = new TextEncoder().encode(outputs.map((name) => `${name}\0`).join(''));
  const create = (at, namesAt) => core.c.fit_wasm_model_create(at, bytes.length, namesAt, outputs.length);
  const model = core.lend(bytes, (at) => core.lend(names, (namesAt) => create(at, namesAt)));
  assert.ok(model, core.text(core.c.fit_wasm_error()));
  return model;
}

function checkOutput(actual, { output, count, stride, scale, disagreement, values }) {
  assert.equal(actual.length, count, output);
  values.forEach((golden, i) => {
    const tolerance = 1e-3 * Math.abs(golden) + Math.min(1e-3, 10 * disagreement + 1e-6) * scale;
    const value = actual[i * stride];
    assert.ok(Math.abs(value - golden) <= tolerance, `${output}[${i * stride}] is ${value}, golden ${golden}`);
  });
}

for (const build of builds) {
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.golden'))) {
    test(`${build}: ${name}`, async () => {
      const core = await createCore(build);
      const { c } = core;
      const golden = readGolden(name);
      const model = createModel(core, golden.file, golden.cases[0].outputs.map(({ output }) => output));
      const floats = (pointer, length) => new Float32Array(c.memory.buffer, pointer, length);
      for (const { kind, seed, outputs } of golden.cases) {
        const input = seededInput(kind, seed, golden.shape, golden.range);
        assert.equal(c.fit_wasm_model_input_elements(model, 0), input.length);
        const check = () =>
          outputs.forEach((expected, i) =>
            checkOutput(floats(c.fit_wasm_model_output(model, i), c.fit_wasm_model_output_elements(model, i)), expected),
          );
        floats(c.fit_wasm_model_input(model, 0), input.length).set(input);
        c.fit_wasm_model_run(model);
        check();
      }
      c.fit_wasm_model_destroy(model);
    });
  }
}

test('step by step a model computes what it computes at once', async () => {
  const core = await createCore('simd');
  const { c } = core;
  const model = createModel(core, 'pose_landmark_lite.tflite');
  const input = seededInput('body', 5, [1, 256, 256, 3], [0, 1]);
  const result = (run) => {
    new Float32Array(c.memory.buffer, c.fit_wasm_model_input(model, 0), input.length).set(input);
    run();
    return new Float32Array(c.memory.buffer, c.fit_wasm_model_output(model, 0), c.fit_wasm_model_output_elements(model, 0)).slice();
  };
  const atOnce = result(() => c.fit_wasm_model_run(model));
  const steps = c.fit_wasm_model_step_count(model);
  const inSteps = result(() => {
    for (let step = 0; step < steps; step++) c.fit_wasm_model_step_run(model, step);
  });
  assert.deepEqual(inSteps, atOnce);
  let multiplyAdds = 0;
  for (let step = 0; step < steps; step++) multiplyAdds += c.fit_wasm_model_step_multiply_adds(model, step);
  assert.equal(multiplyAdds, c.fit_wasm_model_multiply_adds(model));
});

test('hostile bytes are refused with a reason', async () => {
  const core = await createCore('simd');
  const whole = weights('pose_landmark_lite.tflite');
  for (const bytes of [whole.subarray(0, 1000), Buffer.alloc(4096, 0xff), Buffer.from('TFL3')]) {
    const model = core.lend(bytes, (pointer) => core.c.fit_wasm_model_create(pointer, bytes.length, 0, 0));
    assert.equal(model, 0);
    assert.notEqual(core.text(core.c.fit_wasm_error()), '');
  }
});
