// From the video to the Worker: one frame at a time, and always the newest.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { page } from '../wasm/lib/core.mjs';

const { Frames } = page;
let show, sent, frames, video;

const settle = () => new Promise((resolve) => setImmediate(resolve));

beforeEach(() => {
  sent = [];
  video = {
    videoWidth: 1280,
    videoHeight: 720,
    requestVideoFrameCallback(callback) {
      show = async (media_ms) => {
        callback(0, { mediaTime: media_ms / 1000 });
        await settle();
      };
    },
  };
  globalThis.createImageBitmap = async (_video, options) => ({ ...options });
  frames = new Frames((frame) => sent.push(frame));
  frames.watch(video);
});

const times = () => sent.map(({ t_ms }) => t_ms);

test('while the Worker is busy frames pass by; then the newest goes', async () => {
  await show(0);
  for (const t_ms of [33, 67, 100]) await show(t_ms);
  assert.deepEqual(times(), [0]);
  frames.answered(true);
  await settle();
  assert.deepEqual(times(), [0, 100]);
  frames.answered(true);
  await settle();
  assert.deepEqual(times(), [0, 100], 'no frame is sent twice');
  await show(133);
  assert.deepEqual(times(), [0, 100, 133]);
});

test('a bitmap is at most 640 pixels long', async () => {
  await show(0);
  assert.equal(sent[0].picture.resizeWidth, 640);
  assert.equal(sent[0].picture.resizeHeight, 360);
});

test('the time a frame took is told with the next one', async () => {
  await show(0);
  assert.equal(sent[0].busy_ms, null);
  frames.answered(true);
  await show(33);
  assert.ok(sent[1].busy_ms >= 0);
});

test('stopped, nothing is sent, even if an answer comes late', async () => {
  await show(0);
  await show(33);
  frames.stop();
  frames.answered(true);
  await settle();
  await show(67);
  assert.deepEqual(times(), [0]);
});

test('after a frame at which the Worker failed one can begin again', async () => {
  await show(0);
  frames.lost();
  frames.stop();
  frames.watch(video);
  await show(100);
  assert.deepEqual(times().length, 2);
});

test('a frame that could not be taken is no frame under way', async () => {
  const create = globalThis.createImageBitmap;
  globalThis.createImageBitmap = () => Promise.reject(new Error('the video went away'));
  await show(0);
  globalThis.createImageBitmap = create;
  await show(33);
  assert.deepEqual(times(), [33]);
});

test('an empty room is looked at four times a second, until somebody comes', async () => {
  let somebody = false;
  const film = async (from_ms, to_ms) => {
    sent.length = 0;
    for (let t_ms = from_ms; t_ms < to_ms; t_ms += 50) {
      const before = sent.length;
      await show(t_ms);
      if (sent.length > before) frames.answered(somebody);
      await settle();
    }
    return times();
  };
  assert.equal((await film(0, 2000)).length, 40, 'two seconds long it may be that somebody is only overlooked');
  assert.deepEqual(await film(2100, 3600), [2200, 2450, 2700, 2950, 3200, 3450]);
  somebody = true;
  assert.deepEqual(await film(3700, 3900), [3700, 3750, 3800, 3850]);
});
