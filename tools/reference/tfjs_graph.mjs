// Runs a .tflite graph with TensorFlow.js operators, layer by layer, on whatever backend tf has been given.
// tf: the TensorFlow.js core namespace; model: from tflite.mjs, pruned or whole.

// A SAME convolution of TensorFlow Lite pads as TensorFlow does, so TensorFlow.js's own 'same' fits.
function convolution(tf, { kind, inputs, options }, value) {
  const [x, filter, bias] = inputs.map(value);
  const run = kind === 'CONV_2D' ? tf.fused.conv2d : tf.fused.depthwiseConv2d;
  return run({ x, filter, bias, strides: options.stride, pad: options.padding, dilations: options.dilation, activation: options.activation });
}

const activate = (tf, activation, x) => ({ linear: () => x, relu: () => tf.relu(x), relu6: () => tf.relu6(x) })[activation]();

const RUN = {
  CONV_2D: convolution,
  DEPTHWISE_CONV_2D: convolution,
  ADD: (tf, op, value) => activate(tf, op.options.activation, tf.add(value(op.inputs[0]), value(op.inputs[1]))),
  SUB: (tf, op, value) => activate(tf, op.options.activation, tf.sub(value(op.inputs[0]), value(op.inputs[1]))),
  MUL: (tf, op, value) => activate(tf, op.options.activation, tf.mul(value(op.inputs[0]), value(op.inputs[1]))),
  ABS: (tf, op, value) => tf.abs(value(op.inputs[0])),
  RELU: (tf, op, value) => tf.relu(value(op.inputs[0])),
  PRELU: (tf, op, value) => tf.prelu(value(op.inputs[0]), value(op.inputs[1])),
  LOGISTIC: (tf, op, value) => tf.sigmoid(value(op.inputs[0])),
  MAX_POOL_2D: (tf, op, value) => tf.maxPool(value(op.inputs[0]), op.options.filter, op.options.stride, op.options.padding),
  RESIZE_BILINEAR: (tf, op, value, shape) => tf.image.resizeBilinear(value(op.inputs[0]), shape.slice(1, 3), op.options.alignCorners, op.options.halfPixelCenters),
  DEPTH_TO_SPACE: (tf, op, value) => tf.depthToSpace(value(op.inputs[0]), op.options.block),
  CONCATENATION: (tf, op, value) => tf.concat(op.inputs.map(value), op.options.axis),
  RESHAPE: (tf, op, value, shape) => tf.reshape(value(op.inputs[0]), shape),
  PAD: (tf, op, value) => {
    const flat = op.paddings;
    return tf.pad(value(op.inputs[0]), Array.from({ length: flat.length / 2 }, (_, k) => [flat[2 * k], flat[2 * k + 1]]));
  },
};

// Constants become tensors once, in the layout TensorFlow.js wants (filters: height, width, in, out or multiplier).
function constants(tf, { tensors, operators }) {
  const made = new Map();
  for (const op of operators) {
    if (op.kind === 'PAD') op.paddings = Array.from(tensors[op.inputs[1]].constant);
    const used = op.kind === 'PAD' || op.kind === 'RESHAPE' || op.kind === 'RESIZE_BILINEAR' ? op.inputs.slice(0, 1) : op.inputs;
    for (const t of used) {
      const { constant, shape } = tensors[t];
      if (!constant || made.has(t)) continue;
      let tensor = tf.tensor(constant, shape);
      if (t === op.inputs[1] && op.kind === 'CONV_2D') tensor = tf.transpose(tensor, [1, 2, 3, 0]);
      if (t === op.inputs[1] && op.kind === 'DEPTHWISE_CONV_2D') {
        const channels = tensors[op.inputs[0]].shape[3];
        tensor = tf.reshape(tensor, [shape[1], shape[2], channels, shape[3] / channels]);
      }
      made.set(t, tensor);
    }
  }
  return made;
}

// Index of the operator after which a tensor is no longer needed.
function lastUses({ operators, outputs }) {
  const last = new Map();
  operators.forEach((op, k) => op.inputs.forEach((t) => last.set(t, k)));
  outputs.forEach((t) => last.set(t, operators.length));
  return last;
}

// Returns run(input: Float32Array) -> outputs as Float32Arrays, read back synchronously.
export function compile(tf, model) {
  const fixed = constants(tf, model);
  const last = lastUses(model);
  const [input] = model.inputs;
  return (floats) => {
    const live = new Map([[input, tf.tensor(floats, model.tensors[input].shape)]]);
    const value = (t) => live.get(t) ?? fixed.get(t);
    model.operators.forEach((op, k) => {
      const [out] = op.outputs;
      live.set(out, tf.tidy(() => RUN[op.kind](tf, op, value, model.tensors[out].shape)));
      for (const t of op.inputs) {
        if (last.get(t) !== k || !live.has(t)) continue;
        live.get(t).dispose();
        live.delete(t);
      }
    });
    return model.outputs.map((t) => {
      const data = live.get(t).dataSync();
      live.get(t).dispose();
      return data;
    });
  };
}
