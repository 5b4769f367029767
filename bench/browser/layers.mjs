// Runs in the page (alone: its clock is read every few microseconds): where our engine's time goes, and the peak.
import { fetchModel } from '/tools/reference/page_runtimes.mjs';
import { seededInput } from '/tools/reference/seeded_input.mjs';
import { loadModule, loadOurs } from './ours.mjs';

const SEED = 7;
const WARM_UP = 10;
const PEAK_LOOPS = 1e6; // some 2 ms
const PEAK_RUNS = 15;

// Mean of the middle half: as steady as a median, and finer than the clock's grain.
function middleMean(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.slice(sorted.length >> 2, sorted.length - (sorted.length >> 2));
  return middle.reduce((sum, v) => sum + v, 0) / middle.length;
}

async function peakGflops() {
  const peak = await loadModule('peak');
  let best = 0;
  for (let run = -WARM_UP; run < PEAK_RUNS; run++) {
    const start = performance.now();
    peak.multiply_adds(PEAK_LOOPS);
    const gflops = (PEAK_LOOPS * peak.flops_a_loop() * 1e-6) / (performance.now() - start);
    if (run >= 0) best = Math.max(best, gflops);
  }
  return best;
}

// row: of rows.mjs. Returns { isa, peakGflops, layers: [{ name, multiplyAdds, ms }] }.
export async function measureLayers({ file, outputs, shape, range, figure }, rounds) {
  const ours = await loadOurs(await fetchModel(file), outputs, []);
  const input = seededInput(figure, SEED, shape, range);
  const before = await peakGflops();
  const ms = ours.steps.map(() => []);
  for (let round = -WARM_UP; round < rounds; round++) {
    ours.fill(input);
    ours.steps.forEach(({ run }, k) => {
      const start = performance.now();
      run();
      if (round >= 0) ms[k].push(performance.now() - start);
    });
  }
  const layers = ours.steps.map(({ name, multiplyAdds }, k) => ({ name, multiplyAdds, ms: middleMean(ms[k]) }));
  ours.destroy();
  return { isa: ours.isa, peakGflops: Math.max(before, await peakGflops()), layers };
}
