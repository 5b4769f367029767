#!/usr/bin/env node
// Where the time of the pose networks goes, layer by layer and by kind, natively (`aifit bench --layers`) and in the browser.
// usage: bench/layers.mjs [--rounds N] [lite|full|heavy|detector ...]      (full)
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root, withPage } from '../tools/reference/browser.mjs';
import { ROWS } from './rows.mjs';
import { printTable } from './table.mjs';

const { values, positionals } = parseArgs({ options: { rounds: { type: 'string', default: '101' } }, allowPositionals: true });
const names = positionals.length ? positionals : ['full'];
const rows = ROWS.filter((row) => row.outputs.length && row.native && names.includes(row.name));
if (rows.length !== names.length) {
  console.error('usage: bench/layers.mjs [--rounds N] [lite|full|heavy|detector ...]');
  process.exit(2);
}

const percent = (share) => `${(100 * share).toFixed(0)} %`;

// "conv 1x1/1 128x128x16>128x128x64 relu6" is of the kind "conv 1x1/1".
const kindOf = ({ name }) => name.replace(/ \S*>.*/, '');

// What one side takes for some layers: milliseconds, share of the whole, share of the peak.
function cells(layers, whole, peakGflops) {
  const ms = layers.reduce((sum, layer) => sum + layer.ms, 0);
  const flops = 2 * layers.reduce((sum, layer) => sum + layer.multiplyAdds, 0);
  return [ms.toFixed(3), percent(ms / whole), ms ? percent((flops * 1e-6) / ms / peakGflops) : ''];
}

const wholeOf = (layers) => layers.reduce((sum, { ms }) => sum + ms, 0);

function print(row, native, browser) {
  const heads = ['native ms', 'of all', 'of peak', 'browser ms', 'of all', 'of peak'];
  const both = (pick) => [native, browser].flatMap(({ layers, peakGflops }) => cells(layers.filter(pick), wholeOf(layers), peakGflops));
  const size = (layers) => (layers.reduce((sum, { multiplyAdds }) => sum + multiplyAdds, 0) * 1e-6).toFixed(2);
  const megabytes = (layers) => (layers.reduce((sum, { bytes }) => sum + bytes, 0) * 1e-6).toFixed(2);
  console.log(`${row.file}: native ${native.isa}, peak ${native.peakGflops.toFixed(0)} GFLOP/s; ${browser.version} ${browser.isa}, peak ${browser.peakGflops.toFixed(0)} GFLOP/s`);
  const kinds = [...new Set(native.layers.map(kindOf))];
  printTable(['kind', 'layers', 'M mult-adds', 'MB', ...heads], [
    ...kinds.map((kind) => {
      const layers = native.layers.filter((layer) => kindOf(layer) === kind);
      return [kind, `${layers.length}`, size(layers), megabytes(layers), ...both((layer) => kindOf(layer) === kind)];
    }),
    ['all', `${native.layers.length}`, size(native.layers), megabytes(native.layers), ...both(() => true)],
  ]);
  printTable(['layer', 'M mult-adds', 'MB', ...heads],
    native.layers.map((layer, k) => [layer.name, size([layer]), megabytes([layer]), ...both((_, i) => i === k)]));
}

const report = JSON.parse(execFileSync(join(root, 'build/aifit'), ['bench', '--layers', '--json'], { encoding: 'utf8', maxBuffer: 1 << 24 }));
await withPage(async (page) => {
  for (const row of rows) {
    const { layers } = report.models.find(({ name }) => name === row.file);
    const native = { isa: report.isa, peakGflops: report.peak_gflops, layers: layers.map((layer) => ({ ...layer, multiplyAdds: layer.multiply_adds })) };
    const browser = await page.evaluate(async ([r, n]) => (await import('/bench/browser/layers.mjs')).measureLayers(r, n), [row, Number(values.rounds)]);
    const version = `Chromium ${page.context().browser()?.version() ?? ''}`.trim();
    if (browser.layers.some(({ name }, k) => name !== native.layers[k].name)) throw new Error('the two have different layers');
    print(row, native, { version, ...browser });
  }
}, { alone: true });
