// Runs in the page: races one model in several runtimes, one thread, one after the other in every round.
import { fetchModel, loadLitert, loadTfjs } from '/tools/reference/page_runtimes.mjs';
import { seededInput } from '/tools/reference/seeded_input.mjs';
import { readModel } from '/tools/reference/tflite.mjs';
import { loadOurs } from './ours.mjs';

const SEED = 7;
const WARM_UP = 5; // enough for the browser to have replaced its first, quick compilation of the hot loops
const SAME = 1e-3; // largest difference that counts as the same result, as a share of an output's largest value

function difference(ours, theirs) {
  const shares = Object.entries(ours).map(([name, values]) => {
    const scale = theirs[name].reduce((max, v) => Math.max(max, Math.abs(v)), 0);
    return values.reduce((max, v, k) => Math.max(max, Math.abs(v - theirs[name][k])), 0) / scale;
  });
  return Math.max(...shares);
}

async function loadRunners({ file, outputs, peers }) {
  const bytes = await fetchModel(file);
  const { tensors, outputs: all } = readModel(bytes);
  const ours = await loadOurs(bytes, outputs, all.map((t) => tensors[t].name));
  const runners = { ours: ours.run };
  if (peers.includes('litert')) runners.litert = await loadLitert(file);
  if (peers.includes('tfjs')) runners.tfjs = await loadTfjs(file, 'wasm', outputs);
  return { runners, ours };
}

// Returns { isa, ms: { runtime: [..] }, difference: { peer: share } }. A round takes the runtimes in turn, from another
// one on each time. Input goes in as a Float32Array and every output comes out as one, on all sides.
export async function race(row, rounds) {
  const input = seededInput(row.figure, SEED, row.shape, row.range);
  const { runners, ours } = await loadRunners(row);
  const names = Object.keys(runners);
  const ms = Object.fromEntries(names.map((name) => [name, []]));
  const last = {};
  for (let round = -WARM_UP; round < rounds; round++) {
    for (let turn = 0; turn < names.length; turn++) {
      const name = names[(turn + round + WARM_UP) % names.length];
      const start = performance.now();
      last[name] = await runners[name](input);
      if (round >= 0) ms[name].push(performance.now() - start);
    }
  }
  const apart = Object.fromEntries(row.peers.map((peer) => [peer, difference(last.ours, last[peer])]));
  const [wrong] = Object.keys(apart).filter((peer) => !(apart[peer] <= SAME));
  if (wrong) throw new Error(`${row.name}: ours and ${wrong} differ by ${apart[wrong]} of the largest value`);
  ours.destroy();
  return { isa: ours.isa, ms, difference: apart };
}
