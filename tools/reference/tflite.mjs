// Reads the graph of a .tflite file (TensorFlow Lite's published schema.fbs, version 3): what the reference tools
// and the benchmark peers need, float32 and float16 constants, dense or sparse. For trusted, SHA-256-checked files;
// the product's own loader is the one that verifies. Runs in Node and in the browser.

const KINDS = {
  0: 'ADD', 2: 'CONCATENATION', 3: 'CONV_2D', 4: 'DEPTHWISE_CONV_2D', 5: 'DEPTH_TO_SPACE', 6: 'DEQUANTIZE',
  14: 'LOGISTIC', 17: 'MAX_POOL_2D', 18: 'MUL', 19: 'RELU', 22: 'RESHAPE', 23: 'RESIZE_BILINEAR', 34: 'PAD',
  41: 'SUB', 54: 'PRELU', 101: 'ABS', 124: 'DENSIFY',
};
const TYPES = { 0: 'float32', 1: 'float16', 2: 'int32' };
const PADDINGS = ['same', 'valid'];
const ACTIVATIONS = { 0: 'linear', 1: 'relu', 3: 'relu6' };

// A FlatBuffers table: field(i) is the position of its i-th field, or 0 when the file leaves it at its default.
class Table {
  constructor(view, position) {
    this.view = view;
    this.position = position;
    this.vtable = position - view.getInt32(position, true);
    this.vtableBytes = view.getUint16(this.vtable, true);
  }
  field(i) {
    const slot = 4 + 2 * i;
    const offset = slot < this.vtableBytes ? this.view.getUint16(this.vtable + slot, true) : 0;
    return offset && this.position + offset;
  }
  byte(i, otherwise = 0) { const p = this.field(i); return p ? this.view.getUint8(p) : otherwise; }
  int(i, otherwise = 0) { const p = this.field(i); return p ? this.view.getInt32(p, true) : otherwise; }
  follow(p) { return p + this.view.getUint32(p, true); }
  table(i) { const p = this.field(i); return p ? new Table(this.view, this.follow(p)) : null; }
  bytes(i) {
    const p = this.field(i);
    if (!p) return null;
    const start = this.follow(p);
    return new Uint8Array(this.view.buffer, this.view.byteOffset + start + 4, this.view.getUint32(start, true));
  }
  text(i) { const b = this.bytes(i); return b ? new TextDecoder().decode(b) : ''; }
  list(i, bytesEach, read) {
    const p = this.field(i);
    if (!p) return [];
    const start = this.follow(p);
    return Array.from({ length: this.view.getUint32(start, true) }, (_, k) => read(start + 4 + k * bytesEach));
  }
  ints(i) { return this.list(i, 4, (p) => this.view.getInt32(p, true)); }
  tables(i) { return this.list(i, 4, (p) => new Table(this.view, this.follow(p))); }
}

function float16ToFloat32(half) {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 31;
  const fraction = half & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function decode(type, bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (type === 'float16') return Float32Array.from({ length: bytes.length / 2 }, (_, k) => float16ToFloat32(view.getUint16(2 * k, true)));
  if (type === 'float32') return Float32Array.from({ length: bytes.length / 4 }, (_, k) => view.getFloat32(4 * k, true));
  return Int32Array.from({ length: bytes.length / 4 }, (_, k) => view.getInt32(4 * k, true));
}

// SparsityParameters: array_segments and array_indices are unions of Int32Vector, Uint16Vector, Uint8Vector.
function readSparsity(table) {
  const indexList = (dimension, typeField) => {
    const vector = dimension.table(typeField + 1);
    if (!vector) return [];
    const { view } = vector;
    const kind = dimension.byte(typeField);
    if (kind === 1) return vector.ints(0);
    if (kind === 2) return vector.list(0, 2, (p) => view.getUint16(p, true));
    return vector.list(0, 1, (p) => view.getUint8(p));
  };
  return {
    order: table.ints(0),
    blockMap: table.ints(1),
    dimensions: table.tables(2).map((d) => ({ sparse: d.byte(0) === 1, size: d.int(1), segments: indexList(d, 2), indices: indexList(d, 4) })),
  };
}

// Walks the (possibly blocked) compressed dimensions and scatters the stored values into a dense array.
function densify(values, shape, { order, blockMap, dimensions }) {
  const rank = shape.length;
  const blockSize = new Array(rank).fill(1);
  blockMap.forEach((axis, k) => { blockSize[axis] = dimensions[rank + k].size; });
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  const step = order.map((axis, level) => (level < rank ? strides[axis] * blockSize[axis] : strides[blockMap[axis - rank]]));
  const dense = new Float32Array(shape.reduce((a, b) => a * b, 1));
  let next = 0;
  const descend = (level, parent, offset) => {
    if (level === dimensions.length) { dense[offset] = values[next++]; return; }
    const { sparse, size, segments, indices } = dimensions[level];
    if (sparse) for (let k = segments[parent]; k < segments[parent + 1]; k++) descend(level + 1, k, offset + indices[k] * step[level]);
    else for (let k = 0; k < size; k++) descend(level + 1, parent * size + k, offset + k * step[level]);
  };
  descend(0, 0, 0);
  return dense;
}

function readOptions(kind, t) {
  if (!t) return {};
  const window = (activation, dilation) => ({ padding: PADDINGS[t.byte(0)], stride: [t.int(2), t.int(1)], activation: ACTIVATIONS[t.byte(activation)], ...dilation });
  switch (kind) {
    case 'CONV_2D': return window(3, { dilation: [t.int(5, 1), t.int(4, 1)] });
    case 'DEPTHWISE_CONV_2D': return window(4, { dilation: [t.int(6, 1), t.int(5, 1)] });
    case 'MAX_POOL_2D': return window(5, { filter: [t.int(4), t.int(3)] });
    case 'ADD': case 'SUB': case 'MUL': return { activation: ACTIVATIONS[t.byte(0)] };
    case 'CONCATENATION': return { axis: t.int(0), activation: ACTIVATIONS[t.byte(1)] };
    case 'RESIZE_BILINEAR': return { alignCorners: t.byte(2) === 1, halfPixelCenters: t.byte(3) === 1 };
    case 'DEPTH_TO_SPACE': return { block: t.int(0) };
    default: return {};
  }
}

// bytes: Uint8Array of a .tflite file. Returns { tensors: [{ name, shape, constant: typed array or null }], inputs,
// outputs: tensor indices, operators: [{ kind, inputs, outputs, options }] } with DEQUANTIZE and DENSIFY folded away.
export function readModel(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const model = new Table(view, view.getUint32(0, true));
  const kinds = model.tables(1).map((code) => {
    const number = Math.max(code.byte(0), code.int(3));
    if (!KINDS[number]) throw new Error(`operator ${number} is not known to tflite.mjs`);
    return KINDS[number];
  });
  const buffers = model.tables(4);
  const graph = model.tables(2)[0];
  const tensors = graph.tables(0).map((t) => {
    const shape = t.ints(0);
    const type = TYPES[t.byte(1)];
    const data = buffers[t.int(2)].bytes(0);
    const sparsity = t.table(6);
    let constant = data && data.length ? decode(type, data) : null;
    if (constant && sparsity) constant = densify(constant, shape, readSparsity(sparsity));
    return { name: t.text(3), shape, constant };
  });
  const operators = [];
  for (const op of graph.tables(3)) {
    const kind = kinds[op.int(0)];
    const inputs = op.ints(1);
    const outputs = op.ints(2);
    if ((kind === 'DEQUANTIZE' || kind === 'DENSIFY') && tensors[inputs[0]].constant) tensors[outputs[0]].constant = tensors[inputs[0]].constant;
    else operators.push({ kind, inputs, outputs, options: readOptions(kind, op.table(4)) });
  }
  return { tensors, inputs: graph.ints(1), outputs: graph.ints(2), operators };
}

// The operators that the named outputs need, in order; all of them when names is empty.
export function prune(model, names = []) {
  const wanted = names.length ? model.outputs.filter((t) => names.includes(model.tensors[t].name)) : model.outputs;
  if (names.length && wanted.length !== names.length) throw new Error(`the model has no output among ${names.join(', ')}`);
  const needed = new Set(wanted);
  const operators = [];
  for (const op of [...model.operators].reverse()) {
    if (!op.outputs.some((t) => needed.has(t))) continue;
    op.inputs.forEach((t) => needed.add(t));
    operators.unshift(op);
  }
  return { ...model, outputs: wanted, operators };
}

export function multiplyAdds({ tensors, operators }) {
  const elements = (t) => tensors[t].shape.reduce((a, b) => a * b, 1);
  return operators.reduce((sum, { kind, inputs, outputs }) => {
    if (kind !== 'CONV_2D' && kind !== 'DEPTHWISE_CONV_2D') return sum;
    const [, height, width, channels] = tensors[inputs[1]].shape;
    return sum + elements(outputs[0]) * height * width * (kind === 'CONV_2D' ? channels : 1);
  }, 0);
}
