// Runs in the page (alone: its clock is read every few microseconds): the product's own way of a frame, step by step, on one
// thread, from a camera that never ends. Bundled with the product's sources by run.mjs.
import { openCamera, snapshot, watchFrames } from '../../web/src/camera';
import { AiFit, Engine, Inbox } from '../../web/src/engine/aifit';
import { readBack } from '../../web/src/engine/readback';
import { pickBuild } from '../../web/src/engine/simd';
import { Overlay } from '../../web/src/overlay';
import { loadOurs } from '../browser/ours.mjs';
import { LANDMARK_OUTPUTS as OUTPUTS } from '../rows.mjs';

const NOBODY_FRAMES = 300; // without anybody in them something is wrong

async function bytesOf(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

function inbox(core, bytes) {
  const box = new Inbox(core, bytes.length);
  box.add(bytes);
  return box;
}

const coreBytes = () => bytesOf(`/build/wasm/aifit-${pickBuild()}.wasm`);
const landmarkBytes = (model) => bytesOf(`/build/models/pose_landmark_${model}.tflite`);

async function createEngine(model) {
  const [module, detector, landmark, exercise] = await Promise.all([coreBytes(), bytesOf('/build/models/pose_detection.tflite'), landmarkBytes(model), bytesOf('/exercises/squat.json')]);
  const core = await AiFit.create(await WebAssembly.compile(module));
  const engine = new Engine(core);
  engine.setModels(inbox(core, detector), inbox(core, landmark));
  engine.setExercise(exercise);
  return { engine, landmark };
}

const TOUCHED = 16 << 20;

// From the module's bytes to a core, from a landmark network's bytes to packed weights, and what new memory costs here.
export async function measureLoad(model) {
  const [module, landmark] = await Promise.all([coreBytes(), landmarkBytes(model)]);
  const times = [performance.now()];
  const lap = () => times.push(performance.now());
  const core = await AiFit.create(await WebAssembly.compile(module));
  lap();
  const { pointer, length } = inbox(core, landmark);
  core.lend(new TextEncoder().encode(OUTPUTS.map((name) => `${name}\0`).join('')), (names) => {
    lap();
    if (!core.c.fit_wasm_model_create(pointer, length, names, OUTPUTS.length)) throw core.error();
    lap();
  });
  const fresh = core.alloc(TOUCHED);
  new Uint8Array(core.c.memory.buffer, fresh, TOUCHED).fill(1);
  lap();
  const took = (k) => times[k + 1] - times[k];
  return { instantiate_ms: took(0), pack_ms: took(2), touch_16mb_ms: took(3) };
}

async function play(side) {
  const { stream } = await openCamera(side);
  const video = Object.assign(document.createElement('video'), { srcObject: stream, muted: true });
  document.body.append(video);
  await video.play();
  return video;
}

// side: the longer one that the camera is asked for. Returns { width, height, camera, ms: { step: [..] } } of n frames with a
// person in them; network is the landmark network alone, run between two frames.
export async function measure(model, side, n) {
  const { engine, landmark } = await createEngine(model);
  const network = await loadOurs(landmark, OUTPUTS, []);
  const video = await play(side);
  const canvas = document.body.appendChild(document.createElement('canvas'));
  const overlay = new Overlay(canvas);
  const ms = { picture: [], readback: [], push: [], network: [], draw: [] };
  const input = new Float32Array(256 * 256 * 3).fill(0.5);
  let seen = 0;
  let missed = 0;
  let size;
  let free = true;
  let t_ms = 0;
  await new Promise((done, failed) => {
    const stop = watchFrames(video, async () => {
      if (!free) return;
      free = false;
      try {
        network.fill(input);
        const times = [performance.now()];
        const lap = () => times.push(performance.now());
        const picture = await snapshot(video);
        lap();
        await readBack(picture, (width, height) => engine.frame(width, height));
        lap();
        const view = engine.push((t_ms += 33));
        lap();
        const { width, height } = view;
        overlay.draw(view.landmarks, width, height, 'calm');
        lap();
        network.runOnly();
        lap();
        const person = view.landmarks !== null;
        if (!person && ++missed > NOBODY_FRAMES) throw new Error('nobody is seen');
        size = { width, height };
        if (person && seen++ >= 30) ['picture', 'readback', 'push', 'draw', 'network'].forEach((step, k) => ms[step].push(times[k + 1] - times[k]));
        if (ms.push.length >= n) {
          stop();
          done();
        }
        free = true;
      } catch (error) {
        stop();
        failed(error);
      }
    });
  });
  for (const track of video.srcObject.getTracks()) track.stop();
  network.destroy();
  return { ...size, camera: { width: video.videoWidth, height: video.videoHeight }, ms };
}
