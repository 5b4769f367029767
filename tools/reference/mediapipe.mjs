#!/usr/bin/env node
// What MediaPipe's own JavaScript solutions (@mediapipe/pose, @mediapipe/face_mesh) see in pictures and videos: the arbiters
// of parity.
//
// usage: tools/reference/mediapipe.mjs [--face] [--complexity 0|1|2] [--static] [--smooth] [--gpu] [--from S] [--seconds S] OUTPUT_DIRECTORY INPUT...
//   --face     faces instead of a body (of up to 8 people)
//   --static   forgets the person before every frame, so that each is detected anew. (This release has no
//              staticImageMode option; resetting the graph is the same.) Pictures are always treated so.
//   --smooth   smoothLandmarks: true (default: false)
//   --gpu      runs the networks in WebGL as the solution does by default. Without it they run in XNNPACK on the CPU
//              (as the solution does on iPhones): ten times faster where WebGL is software.
// Each INPUT (any picture or video that ffmpeg reads) gives OUTPUT_DIRECTORY/NAME.jsonl: a line
// {"format":1,"width","height","model"}, then a line a frame {"t_ms","landmarks":[[x,y,z,visibility] x33] in pixels,
// "world":[[x,y,z] x33] in metres}, both null where nobody is found; of faces {"t_ms","faces":[[[x,y,z] x468] a face] in
// pixels,"transforms":[4 x 4, column-major, a face]}.
import { execFileSync, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { withPage } from './browser.mjs';

const MODELS = ['lite', 'full', 'heavy'];

function probe(path) {
  const entries = 'stream=width,height:stream_side_data=rotation:frame=best_effort_timestamp_time';
  const text = execFileSync('ffprobe', ['-v', 'error', '-select_streams', 'v:0', '-show_entries', entries, '-of', 'json', path], { maxBuffer: 1 << 28 });
  const { streams: [{ width, height, side_data_list: sideData = [] }], frames } = JSON.parse(text);
  const upright = sideData.every(({ rotation = 0 }) => rotation % 180 === 0);
  const times = frames.map((frame) => Number(frame.best_effort_timestamp_time ?? 0) * 1000);
  return { width: upright ? width : height, height: upright ? height : width, times: times.map((t) => Math.round(t - times[0])) };
}

// Decoded frames as packed RGB, upright, every one of the first `seconds`, untouched in size and rate.
async function* decode(path, width, height, seconds) {
  const limit = Number.isFinite(seconds) ? ['-t', String(seconds)] : [];
  const ffmpeg = spawn('ffmpeg', ['-v', 'error', '-i', path, ...limit, '-fps_mode', 'passthrough', '-f', 'rawvideo', '-pix_fmt', 'rgb24', 'pipe:1'],
    { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = new Promise((done) => ffmpeg.on('close', done));
  const size = width * height * 3;
  let parts = [];
  let have = 0;
  for await (const chunk of ffmpeg.stdout) {
    parts.push(chunk);
    have += chunk.length;
    if (have < size) continue;
    let bytes = Buffer.concat(parts);
    while (bytes.length >= size) {
      yield bytes.subarray(0, size);
      bytes = bytes.subarray(size);
    }
    parts = [bytes];
    have = bytes.length;
  }
  if (await exited) throw new Error(`ffmpeg could not decode ${path}`);
}

// In the page: `solution` is a Pose or a FaceMesh; report(results, width, height) is what a frame's line holds.
function install(solution, report) {
  globalThis.reset = () => solution.reset();
  globalThis.see = async ({ width, height, t_ms }) => {
    const rgb = new Uint8Array(await (await fetch('/frame')).arrayBuffer());
    const image = new ImageData(width, height);
    for (let k = 0; k < width * height; k++) {
      image.data.set(rgb.subarray(3 * k, 3 * k + 3), 4 * k);
      image.data[4 * k + 3] = 255;
    }
    const canvas = document.createElement('canvas');
    canvas.width = width;
    canvas.height = height;
    canvas.getContext('2d', { willReadFrequently: true }).putImageData(image, 0, 0);
    let results;
    solution.onResults((r) => { results = r; });
    await solution.send({ image: canvas }, t_ms);
    if (!results) throw new Error('MediaPipe returned nothing for a frame');
    return report(results, width, height);
  };
  return solution.initialize();
}

function startPose(options) {
  const pose = new globalThis.Pose({ locateFile: (file) => `/node_modules/@mediapipe/pose/${file}` });
  pose.setOptions(options);
  return globalThis.install(pose, ({ poseLandmarks: points, poseWorldLandmarks: world }, width, height) => ({
    landmarks: points ? points.map((p) => [p.x * width, p.y * height, p.z * width, p.visibility]) : null,
    world: points ? world.map((p) => [p.x, p.y, p.z]) : null,
  }));
}

function startFace(options) {
  const mesh = new globalThis.FaceMesh({ locateFile: (file) => `/node_modules/@mediapipe/face_mesh/${file}` });
  mesh.setOptions(options);
  return globalThis.install(mesh, ({ multiFaceLandmarks: faces, multiFaceGeometry: geometry }, width, height) => ({
    faces: faces?.length ? faces.map((points) => points.map((p) => [p.x * width, p.y * height, p.z * width])) : null,
    transforms: geometry?.length ? geometry.map((face) => Array.from(face.getPoseTransformMatrix().getPackedDataList())) : null,
  }));
}

async function processInput(page, frame, path, output, settings) {
  const { width, height, times } = probe(path);
  const forget = settings.static || times.length === 1;
  const file = openSync(output, 'w');
  writeSync(file, `${JSON.stringify({ format: 1, width, height, model: settings.face ? 'face_mesh' : MODELS[settings.complexity] })}\n`);
  let [index, sent, found] = [0, 0, 0];
  for await (const rgb of decode(path, width, height, settings.from + settings.seconds)) {
    const t_ms = times[index++];
    if (t_ms < settings.from * 1000) continue;
    if (forget) await page.evaluate(() => globalThis.reset());
    frame.bytes = rgb;
    const seen = await page.evaluate((input) => globalThis.see(input), { width, height, t_ms: settings.clock + t_ms });
    sent++;
    found += Object.values(seen)[0] !== null;
    writeSync(file, `${JSON.stringify({ t_ms, ...seen })}\n`);
  }
  closeSync(file);
  settings.clock += (times.at(-1) ?? 0) + 1000; // MediaPipe wants time to rise from one input to the next
  await page.evaluate(() => globalThis.reset());
  console.log(`${output}: somebody in ${found} of ${sent} frames`);
}

const { values, positionals: [directory, ...inputs] } = parseArgs({
  allowPositionals: true,
  options: {
    complexity: { type: 'string', default: '1' },
    face: { type: 'boolean' },
    static: { type: 'boolean' },
    smooth: { type: 'boolean' },
    gpu: { type: 'boolean' },
    from: { type: 'string', default: '0' },
    seconds: { type: 'string', default: 'Infinity' },
  },
});
if (!inputs.length || !MODELS[values.complexity]) {
  console.error('usage: mediapipe.mjs [--face] [--complexity 0|1|2] [--static] [--smooth] [--gpu] [--from S] [--seconds S] OUTPUT_DIRECTORY INPUT...');
  process.exit(2);
}
const settings = {
  complexity: Number(values.complexity),
  face: values.face,
  static: values.static,
  from: Number(values.from),
  seconds: Number(values.seconds),
  clock: 1000, // ms, MediaPipe's time at the start of the next input
};
const frame = { bytes: null };
mkdirSync(directory, { recursive: true });
await withPage(async (page) => {
  await page.addScriptTag({ url: `/node_modules/@mediapipe/${settings.face ? 'face_mesh/face_mesh.js' : 'pose/pose.js'}` });
  await page.addScriptTag({ content: install.toString() });
  const useCpuInference = !values.gpu;
  if (settings.face) await page.evaluate(startFace, { maxNumFaces: 8, refineLandmarks: false, enableFaceGeometry: true, useCpuInference });
  else await page.evaluate(startPose, { modelComplexity: settings.complexity, smoothLandmarks: Boolean(values.smooth), enableSegmentation: false, useCpuInference });
  for (const input of inputs) await processInput(page, frame, input, join(directory, `${basename(input, extname(input))}.jsonl`), settings);
}, {
  dynamic: (path) => (path === '/frame' ? frame.bytes : null),
  args: ['--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist'],
});
