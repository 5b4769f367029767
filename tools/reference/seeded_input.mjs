// Inputs of the whole-model goldens, exact in float32 on every machine: see tests/data/goldens/README.md,
// which defines the same in words; tests/nn holds the same in C.

// Marsaglia's xorshift32 (13, 17, 5); seed must not be 0. Returns numbers k / 2^24, k = 0..2^24-1.
export function uniform(seed) {
  let state = seed >>> 0;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 8) / 2 ** 24;
  };
}

function noise([batch, height, width, channels], next) {
  return Float64Array.from({ length: batch * height * width * channels }, next);
}

// An 8 x 8 grid of cells with random corners, interpolated bilinearly: all products are exact in double.
function smooth([batch, height, width, channels], next) {
  const cellY = height / 8;
  const cellX = width / 8;
  const out = new Float64Array(batch * height * width * channels);
  let at = 0;
  for (let b = 0; b < batch; b++) {
    const corner = Float64Array.from({ length: 9 * 9 * channels }, next);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const [row, fy, column, fx] = [Math.floor(y / cellY), y % cellY, Math.floor(x / cellX), x % cellX];
        for (let c = 0; c < channels; c++) {
          const g = (r, k) => corner[((row + r) * 9 + column + k) * channels + c];
          const sum = (cellY - fy) * ((cellX - fx) * g(0, 0) + fx * g(0, 1)) + fy * ((cellX - fx) * g(1, 0) + fx * g(1, 1));
          out[at++] = sum / (cellY * cellX);
        }
      }
    }
  }
  return out;
}

// Capsules (x0, y0, x1, y1, radius in 256ths of the picture; red, green, blue in 256ths), later ones on top.
const BODY = [
  [122, 44, 134, 44, 3, 60, 40, 30], [128, 60, 128, 72, 8, 200, 150, 120], [106, 78, 150, 78, 10, 40, 70, 160], [128, 84, 128, 126, 22, 40, 70, 160],
  [102, 80, 84, 118, 8, 40, 70, 160], [84, 118, 78, 152, 6, 200, 150, 120], [154, 80, 172, 118, 8, 40, 70, 160], [172, 118, 178, 152, 6, 200, 150, 120],
  [116, 134, 110, 184, 12, 30, 30, 40], [110, 184, 108, 230, 9, 30, 30, 40], [140, 134, 146, 184, 12, 30, 30, 40], [146, 184, 148, 230, 9, 30, 30, 40],
  [108, 236, 98, 240, 6, 220, 220, 220], [148, 236, 158, 240, 6, 220, 220, 220], [128, 40, 128, 50, 14, 200, 150, 120], [120, 30, 136, 30, 8, 50, 35, 25],
  [122, 43, 123, 43, 2, 20, 20, 20], [133, 43, 134, 43, 2, 20, 20, 20], [124, 56, 132, 56, 1, 150, 60, 60],
];
const FACE = [
  [128, 110, 128, 150, 76, 50, 35, 25], [128, 120, 128, 158, 62, 210, 165, 135], [96, 112, 108, 112, 9, 240, 240, 240], [148, 112, 160, 112, 9, 240, 240, 240],
  [102, 112, 102, 113, 6, 40, 25, 20], [154, 112, 154, 113, 6, 40, 25, 20], [90, 96, 112, 93, 3, 60, 40, 30], [144, 93, 166, 96, 3, 60, 40, 30],
  [128, 116, 126, 146, 4, 190, 140, 115], [120, 150, 136, 150, 5, 185, 130, 110], [108, 178, 148, 178, 6, 180, 80, 80], [110, 178, 146, 178, 1, 90, 30, 30],
];

// Whether pixel centre (x, y), all coordinates doubled to be integers, lies in the capsule. The largest product
// stays below 2^53, so that the comparison is exact.
function inside(x, y, [x0, y0, x1, y1, radius]) {
  const [ax, ay, dx, dy] = [x - 2 * x0, y - 2 * y0, 2 * (x1 - x0), 2 * (y1 - y0)];
  const length2 = dx * dx + dy * dy;
  const along = Math.min(Math.max(ax * dx + ay * dy, 0), length2);
  const [ex, ey] = length2 ? [ax * length2 - dx * along, ay * length2 - dy * along] : [ax, ay];
  const scale2 = length2 ? length2 * length2 : 1;
  return ex * ex + ey * ey <= 4 * radius * radius * scale2;
}

function figure(shape, next, capsules) {
  const [batch, height, width, channels] = shape;
  const out = smooth(shape, next).map((v) => 0.5 + v / 4);
  for (let b = 0; b < batch; b++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const [px, py] = [Math.floor((512 * x + 256) / width), Math.floor((512 * y + 256) / height)];
        const last = capsules.findLast((capsule) => inside(px, py, capsule));
        if (last) for (let c = 0; c < channels; c++) out[((b * height + y) * width + x) * channels + c] = last[5 + c] / 256;
      }
    }
  }
  return out;
}

// kind: 'noise', 'smooth', 'body' or 'face'; shape: NHWC, height and width multiples of 8; range: [low, high].
export function seededInput(kind, seed, shape, [low, high]) {
  const next = uniform(seed);
  const unit = { noise: () => noise(shape, next), smooth: () => smooth(shape, next), body: () => figure(shape, next, BODY), face: () => figure(shape, next, FACE) }[kind]();
  return Float32Array.from(unit, (v) => low + (high - low) * v);
}
