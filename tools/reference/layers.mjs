#!/usr/bin/env node
// Writes the pruned layers of a .tflite file for the native peer of the benchmark (bench/native).
// usage: tools/reference/layers.mjs MODEL.tflite PREFIX [OUTPUT_NAME ...]    -> PREFIX.graph, PREFIX.weights
//
// PREFIX.weights: float32, little-endian. PREFIX.graph: text,
//   tensors N, then N lines: rank, dimensions, offset of its floats in the weights or -1
//   input TENSOR
//   outputs N, then N lines: name, number of parts, the tensors that follow each other in it
//   operators N, then N lines: kind, number of integers, the integers (see operatorLine)
// RESHAPE and CONCATENATION at the end of the graph become parts of an output: what they move is not worth a layer.
import { readFileSync, writeFileSync } from 'node:fs';
import { prune, readModel } from './tflite.mjs';

const ACTIVATION = { linear: 0, relu: 1, relu6: 6 };

function operatorLine({ tensors }, { kind, inputs, outputs: [out], options }) {
  const { stride, dilation, padding, filter } = options;
  const window = () => [padding === 'same' ? 1 : 0, ...stride];
  const numbers = {
    CONV_2D: () => [...inputs, out, ...window(), ...dilation, ACTIVATION[options.activation]],
    DEPTHWISE_CONV_2D: () => [...inputs, out, ...window(), ...dilation, ACTIVATION[options.activation]],
    MAX_POOL_2D: () => [inputs[0], out, ...window(), ...filter],
    ADD: () => [...inputs, out, ACTIVATION[options.activation]],
    PAD: () => [inputs[0], out, ...tensors[inputs[1]].constant],
    RESIZE_BILINEAR: () => [inputs[0], out, options.alignCorners ? 1 : 0, options.halfPixelCenters ? 1 : 0],
    LOGISTIC: () => [inputs[0], out],
    DEPTH_TO_SPACE: () => [inputs[0], out, options.block],
  }[kind];
  if (!numbers) throw new Error(`${kind} within the graph is not known to the native peer`);
  const list = numbers();
  return [kind, list.length, ...list].join(' ');
}

// The tensors that follow each other in an output, going back through trailing RESHAPE and CONCATENATION.
function parts(model, tensor, trailing) {
  const maker = model.operators.find((op) => op.outputs.includes(tensor));
  if (maker.kind === 'RESHAPE') return trailing.add(maker) && parts(model, maker.inputs[0], trailing);
  if (maker.kind !== 'CONCATENATION') return [tensor];
  const { shape } = model.tensors[tensor];
  if (shape.slice(0, maker.options.axis).some((size) => size !== 1)) throw new Error('a concatenation that interleaves');
  trailing.add(maker);
  return maker.inputs.flatMap((input) => parts(model, input, trailing));
}

function main(file, prefix, names) {
  const model = prune(readModel(readFileSync(file)), names);
  const trailing = new Set();
  const outputs = model.outputs.map((t) => [model.tensors[t].name, parts(model, t, trailing)]);
  const operators = model.operators.filter((op) => !trailing.has(op));
  const used = new Set(operators.flatMap((op) => op.inputs));
  const weights = [];
  let floats = 0;
  const tensorLines = model.tensors.map(({ shape, constant }, t) => {
    if (!(constant instanceof Float32Array) || !used.has(t)) return [shape.length, ...shape, -1].join(' ');
    weights.push(Buffer.from(constant.buffer, constant.byteOffset, constant.byteLength));
    const line = [shape.length, ...shape, floats].join(' ');
    floats += constant.length;
    return line;
  });
  writeFileSync(`${prefix}.weights`, Buffer.concat(weights));
  writeFileSync(`${prefix}.graph`, `${[
    `tensors ${tensorLines.length}`, ...tensorLines,
    `input ${model.inputs[0]}`,
    `outputs ${outputs.length}`, ...outputs.map(([name, list]) => [name, list.length, ...list].join(' ')),
    `operators ${operators.length}`, ...operators.map((op) => operatorLine(model, op)),
  ].join('\n')}\n`);
}

const [file, prefix, ...names] = process.argv.slice(2);
if (!prefix) {
  console.error('usage: layers.mjs MODEL.tflite PREFIX [OUTPUT_NAME ...]');
  process.exit(2);
}
main(file, prefix, names);
