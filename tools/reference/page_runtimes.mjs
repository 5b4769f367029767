// The runtimes that the page can run a .tflite model in; each loader returns run(Float32Array) -> { name: Float32Array }.
import { prune, readModel } from './tflite.mjs';
import { compile } from './tfjs_graph.mjs';

const MODELS = '/build/models/';

export async function fetchModel(file) {
  const response = await fetch(MODELS + file);
  if (!response.ok) throw new Error(`${MODELS}${file}: HTTP ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

let litert;
export async function loadLitert(file) {
  const { loadLiteRt, loadAndCompile, Tensor } = await import('@litertjs/core');
  litert ??= loadLiteRt('/node_modules/@litertjs/core/wasm/', { threads: false });
  await litert;
  const model = await loadAndCompile(MODELS + file, { accelerator: 'wasm' });
  const shape = [...model.getInputDetails()[0].shape];
  const names = model.getOutputDetails().map((output) => output.name);
  return async (floats) => {
    const input = new Tensor(floats, shape);
    const outputs = await model.run(input);
    const values = outputs.map((output) => output.toTypedArray()); // a copy each
    input.delete();
    outputs.forEach((output) => output.delete());
    return Object.fromEntries(names.map((name, k) => [name, values[k]]));
  };
}

// backend: 'cpu' (plain JavaScript) or 'wasm'; the classic scripts of TensorFlow.js must be in the page.
export async function loadTfjs(file, backend, outputs = []) {
  const { tf } = globalThis;
  if (backend === 'wasm') tf.wasm.setWasmPaths('/node_modules/@tensorflow/tfjs-backend-wasm/dist/');
  if (tf.getBackend() !== backend) await tf.setBackend(backend);
  await tf.ready();
  const model = prune(readModel(await fetchModel(file)), outputs);
  const names = model.outputs.map((t) => model.tensors[t].name);
  const run = compile(tf, model);
  return (floats) => {
    const values = run(floats);
    return Object.fromEntries(names.map((name, k) => [name, values[k]]));
  };
}

export function toBase64(floats) {
  const bytes = new Uint8Array(floats.buffer, floats.byteOffset, floats.byteLength);
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}
