#!/usr/bin/env node
// make bench: every race in one run; a table on the terminal and build/bench.json, a flat object.
// usage: bench/run.mjs [--rounds N] [--parts native,browser,frame,program,face,gallery,server]
// Every race is interleaved, round by round, and quotes medians; a ratio is the median of ours / theirs within a round,
// below 1 being faster; the servers' part counts requests, there more is faster. So a busy machine disturbs both sides alike.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../tools/reference/browser.mjs';
import { raceInBrowser } from './browser/race.mjs';
import { racePhotos } from './face/race.mjs';
import { measureFrames } from './frame/run.mjs';
import { raceGalleries } from './gallery/race.mjs';
import { measureDownload, measureProgram } from './program.mjs';
import { ROWS } from './rows.mjs';
import { raceServers } from './server/run.mjs';
import { printTable } from './table.mjs';

const build = join(root, 'build');

function cpu() {
  const info = readFileSync('/proc/cpuinfo', 'utf8');
  return /^model name\s*:\s*(.*)$/m.exec(info)?.[1] ?? 'unknown';
}

function raceNatively(row, rounds) {
  const prefix = join(build, 'bench', row.name);
  const model = join(build, 'models', row.file);
  execFileSync('node', [join(root, 'tools/reference/layers.mjs'), model, prefix, ...row.outputs]);
  return JSON.parse(execFileSync(join(build, 'xnnpack_peer'), [String(rounds), model, prefix], { encoding: 'utf8' }));
}

const ms = (value) => (value === undefined ? '' : value.toFixed(value < 10 ? 2 : 1));
const times = (value) => value?.toFixed(2) ?? '';

async function browserPart(report, rounds) {
  console.log('Browser, one thread: input in, outputs out, milliseconds');
  const { version, results } = await raceInBrowser(ROWS, { rounds, onRow: ({ name }) => process.stderr.write(`  ${name} done\n`) });
  report['browser.version'] = version;
  for (const { name, isa, ms: medians, ratio } of results) {
    report['browser.isa'] = isa;
    report[`browser.${name}.ms`] = medians.ours;
    for (const [peer, value] of Object.entries(ratio)) report[`browser.${name}.vs_${peer}`] = value;
  }
  printTable(['model', 'ours', 'LiteRT.js', 'TensorFlow.js', 'vs LiteRT', 'vs TF.js'],
    results.map(({ name, ms: m, ratio }) => [name, ms(m.ours), ms(m.litert), ms(m.tfjs), times(ratio.litert), times(ratio.tfjs)]));
}

function nativePart(report, rounds) {
  console.log('Native, one thread and two: the same pruned layers and weights, milliseconds of one');
  mkdirSync(join(build, 'bench'), { recursive: true });
  execFileSync('cmake', ['--build', build, '--target', 'xnnpack_peer'], { stdio: ['ignore', 'ignore', 'inherit'] });
  const results = ROWS.filter((row) => row.native).map((row) => ({ name: row.name, ...raceNatively(row, rounds) }));
  for (const { name, ours_ms, ratio, peak_share, isa, ...two } of results) {
    report['native.isa'] = isa;
    report[`native.${name}.ms`] = ours_ms;
    report[`native.${name}.vs_xnnpack`] = ratio;
    report[`native.${name}.peak_share`] = peak_share;
    for (const key of ['two_threads', 'xnnpack_two_threads', 'handover_ns']) if (key in two) report[`native.${name}.${key}`] = two[key];
  }
  printTable(['model', 'ours', 'XNNPACK', 'vs XNNPACK', 'of peak', 'peak GFLOP/s', 'two threads / one', 'XNNPACK two / one', 'hand-over, ns'],
    results.map((r) => [r.name, ms(r.ours_ms), ms(r.xnnpack_ms), times(r.ratio), `${Math.round(100 * r.peak_share)} %`, r.peak_gflops.toFixed(0),
      times(r.two_threads), times(r.xnnpack_two_threads), ms(r.handover_ns)]));
}

async function framePart(report) {
  console.log('A frame in the page, camera to skeleton, one thread, milliseconds; beside: all but the landmark network');
  const { rows, load, sustained } = await measureFrames();
  for (const { model, camera, ...steps } of rows)
    for (const [step, value] of Object.entries(steps)) if (typeof value === 'number') report[`frame.${camera}.${model}.${step}_ms`] = value;
  for (const [step, value] of Object.entries(load)) report[`load.full.${step}`] = value;
  for (const { model, camera, cores, handed, fps } of sustained) {
    const name = `frame.${model}.of_${camera}_fps.${cores}_cores`;
    Object.assign(report, { [name]: fps, [`${name}.handed`]: handed });
  }
  const steps = ['picture', 'readback', 'push', 'draw', 'network', 'beside'];
  printTable(['camera, model', ...steps], rows.map((r) => [`${r.camera} ${r.model}`, ...steps.map((step) => ms(r[step]))]));
  printTable(['loading full', 'ms'], Object.entries(load).map(([step, value]) => [step.replace(/_ms$/, ''), ms(value)]));
  printTable(['the product trains, frames a second', 'handed', 'answered'], sustained.map((s) => [`${s.model}, camera of ${s.camera}, Chromium on ${s.cores} core${s.cores > 1 ? 's' : ''}`, ms(s.handed), ms(s.fps)]));
}

function programPart(report) {
  Object.assign(report, measureProgram(), measureDownload());
  printTable(['program', 'value'], ['analyze.frames_per_s', 'start.first_landmark_ms', 'trainer.us_per_frame', 'download.kb'].map((key) => [key, times(report[key])]));
}

async function facePart(report, rounds) {
  console.log('A photo to a decision among 10,000 members, one thread: ours natively, face-api in the browser, milliseconds');
  const results = await racePhotos(rounds);
  for (const { side, ours, ratio } of results) {
    report[`face.photo${side}.ms`] = ours;
    report[`face.photo${side}.vs_face_api`] = ratio;
  }
  printTable(['longer side', 'ours', 'face-api', 'vs face-api'], results.map((r) => [`${r.side}`, ms(r.ours), ms(r.face_api), times(r.ratio)]));
  console.log('Logging in by face; password logins while the face API gets 500 hostile requests a second');
  const logins = execFileSync('node', [join(root, 'bench/face/logins.mjs')], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  const measured = JSON.parse(/^RESULT (.*)$/m.exec(logins)[1]);
  Object.assign(report, measured);
  printTable(['logins', 'value'], Object.entries(measured).map(([key, value]) => [key.slice('face.'.length), times(value)]));
}

async function galleryPart(report, rounds) {
  console.log('A face among many templates, one thread, milliseconds; recall: the same two members as comparing all floats');
  const results = await raceGalleries(rounds);
  for (const { size, isa, ...values } of results) {
    report['gallery.isa'] = isa;
    report[`gallery.${size}.ms`] = values.ours;
    report[`gallery.${size}.recall`] = values.recall;
    report[`gallery.${size}.vs_faiss_flat`] = values.vs_flat;
    report[`gallery.${size}.vs_faiss_sq8`] = values.vs_sq8;
    report[`gallery.${size}.faiss_sq8_recall`] = values.sq8_recall;
  }
  const percent = (share) => `${(100 * share).toFixed(1)} %`;
  printTable(['templates', 'ours', 'FAISS flat', 'FAISS SQ8', 'vs flat', 'vs SQ8', 'recall', 'SQ8 recall'],
    results.map((r) => [`${r.size}`, ms(r.ours), ms(r.flat), ms(r.sq8), times(r.vs_flat), times(r.vs_sq8), percent(r.recall), percent(r.sq8_recall)]));
}

async function main() {
  const { values } = parseArgs({
    options: { rounds: { type: 'string', default: '21' }, parts: { type: 'string', default: 'native,browser,frame,program,face,gallery,server' } },
  });
  const rounds = Number(values.rounds);
  const parts = new Set(values.parts.split(','));
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds wants a whole number above 0');
  if (!existsSync(join(build, 'models'))) throw new Error('build/models is missing: run "make build" first');

  const report = { cpu: cpu() };
  if (parts.has('native')) nativePart(report, rounds);
  if (parts.has('browser')) await browserPart(report, rounds);
  if (parts.has('frame')) await framePart(report);
  if (parts.has('program')) programPart(report);
  if (parts.has('face')) await facePart(report, rounds);
  if (parts.has('gallery')) await galleryPart(report, rounds);
  if (parts.has('server')) Object.assign(report, await raceServers());
  const browser = `${report['browser.version'] ?? 'browser'} ${report['browser.isa'] ?? '-'}`;
  console.log(`${report.cpu}; native ${report['native.isa'] ?? '-'}, ${browser}; ${rounds} rounds`);
  // Three decimals are finer than any of these clocks.
  const round = (_, value) => (typeof value === 'number' ? Number(value.toFixed(3)) : value);
  writeFileSync(join(build, 'bench.json'), `${JSON.stringify(report, round, 2)}\n`);
}

main().catch((error) => {
  console.error(`bench: ${error.message}`);
  process.exit(1);
});
