// A whole frame in the page, from the camera's picture to the drawn skeleton, step by step; loading; and how many frames a
// second the product itself keeps up on one core.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { startServer } from '../../tests/web/lib/server.mjs';
import { root, withPage } from '../../tools/reference/browser.mjs';
import { median } from '../median.mjs';

const SIZES = [[640, 480], [1280, 720]];
const FRAMES = 150;
const LOADS = 7; // pages
const SUSTAINED_ms = 10_000;

const folder = join(root, 'build/bench');
const films = new Set();

// A committed clip as the raw video that Chromium's fake camera repeats for ever.
function film(width, height, fps) {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `camera_${width}x${height}_${fps}.y4m`);
  if (films.has(file)) return file;
  const fit = `scale=${width}:${height}:force_original_aspect_ratio=decrease,pad=${width}:${height}:-1:-1,fps=${fps}`;
  execFileSync('ffmpeg', ['-v', 'error', '-y', '-t', '4', '-i', join(root, 'tests/data/clips/squat_front_good.mp4'), '-vf', fit, '-pix_fmt', 'yuv420p', file]);
  films.add(file);
  return file;
}

const cameraArgs = (file) => ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', `--use-file-for-fake-video-capture=${file}`];

async function bundle() {
  const { outputFiles } = await build({ entryPoints: [join(root, 'bench/frame/page.mjs')], bundle: true, format: 'esm', target: 'es2022', write: false });
  return Buffer.from(outputFiles[0].contents);
}

async function inPage(code, file, use) {
  const dynamic = (path) => (path === '/frame.mjs' ? code : null);
  return withPage(use, { dynamic, args: cameraArgs(file), alone: true });
}

const call = (page, name, ...args) => page.evaluate(async ([f, a]) => (await import('/frame.mjs'))[f](...a), [name, args]);

const medians = (list) => Object.fromEntries(Object.keys(list[0]).map((key) => [key, median(list.map((one) => one[key]))]));

async function measureSteps(code) {
  const rows = [];
  for (const [width, height] of SIZES) {
    for (const model of ['full', 'lite']) {
      const { camera, ms, ...frame } = await inPage(code, film(width, height, 30), (page) => call(page, 'measure', model, width, FRAMES));
      const steps = Object.fromEntries(Object.entries(ms).map(([step, values]) => [step, median(values)]));
      const beside = median(ms.push.map((v, k) => ms.picture[k] + ms.readback[k] + v - ms.network[k] + ms.draw[k]));
      rows.push({ model, camera: `${camera.width}x${camera.height}`, frame: `${frame.width}x${frame.height}`, ...steps, beside });
    }
  }
  return rows;
}

// Chromium, all its processes and threads, on the first n cores.
function chromiumOn(cores) {
  const file = join(folder, `chromium-on-${cores}`);
  writeFileSync(file, `#!/bin/sh\nexec taskset -c 0-${cores - 1} "\${CHROMIUM:-/usr/bin/chromium}" "$@"\n`);
  chmodSync(file, 0o755);
  return file;
}

// Frames a second that the product's page is handed and answers while it trains, from a camera of so many; the page asks for 30.
async function sustained(server, { model, camera, cores }) {
  const browser = await chromium.launch({ executablePath: chromiumOn(cores), args: ['--no-sandbox', '--disable-gpu', ...cameraArgs(film(640, 480, camera))] });
  try {
    const page = await (await browser.newContext({ permissions: ['camera'], reducedMotion: 'reduce' })).newPage();
    await page.addInitScript(([chosen, fps]) => {
      localStorage.setItem('aifit.settings', JSON.stringify({ model: chosen }));
      const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
      navigator.mediaDevices.getUserMedia = (wanted) => open({ ...wanted, video: { ...wanted.video, frameRate: { ideal: fps } } });
      globalThis.answered = globalThis.handed = 0;
      const { requestVideoFrameCallback } = HTMLVideoElement.prototype;
      HTMLVideoElement.prototype.requestVideoFrameCallback = function (callback) {
        return requestVideoFrameCallback.call(this, (...args) => (globalThis.handed++, callback(...args)));
      };
      globalThis.Worker = class extends globalThis.Worker {
        constructor(...args) {
          super(...args);
          this.addEventListener('message', ({ data }) => (globalThis.answered += data.type === 'frame' && data.view?.landmarks ? 1 : 0));
        }
      };
    }, [model, camera]);
    await page.goto(server.train);
    await page.check('input[name=exercise][value=squat]', { force: true });
    await page.click('#start');
    await page.waitForSelector(`main[data-screen=live][data-running=${model}][data-stage=training]`, { timeout: 60_000 });
    return await page.evaluate(async (wait) => {
      const count = () => [globalThis.handed, globalThis.answered, performance.now() / 1000];
      const from = count();
      await new Promise((done) => setTimeout(done, wait));
      const [handed, answered, seconds] = count().map((value, k) => value - from[k]);
      return { handed: handed / seconds, fps: answered / seconds };
    }, SUSTAINED_ms);
  } finally {
    await browser.close();
  }
}

const SUSTAINED = [
  { model: 'full', camera: 30, cores: 2 }, { model: 'lite', camera: 60, cores: 2 },
  { model: 'full', camera: 30, cores: 1 }, { model: 'lite', camera: 60, cores: 1 },
];

// Returns { rows: [{ model, camera, frame, picture, readback, push, network, draw, beside }], load, sustained: [{ model, camera,
// cores, handed, fps }] }, times in milliseconds.
export async function measureFrames() {
  const code = await bundle();
  const rows = await measureSteps(code);
  const loads = [];
  for (let k = 0; k < LOADS; k++) loads.push(await inPage(code, film(640, 480, 30), (page) => call(page, 'measureLoad', 'full')));
  const server = await startServer();
  try {
    const kept = [];
    for (const how of SUSTAINED) kept.push({ ...how, ...(await sustained(server, how)) });
    return { rows, load: medians(loads), sustained: kept };
  } finally {
    await server.stop();
  }
}
