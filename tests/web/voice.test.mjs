// Who may speak when. The browser's audio is played by a stand-in whose clips end when the test says so.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { page } from '../wasm/lib/core.mjs';

const { clipPath, Voice } = page;
let playing, voice;

class Clip {
  constructor(path) {
    this.path = path;
  }
  play() {
    playing.push(this);
    return Promise.resolve();
  }
  pause() {
    this.stopped = true;
    this.onpause?.();
  }
}

const path = (text) => clipPath(text, 'ko');
const heard = () => playing.map((clip) => clip.path);
const end = async (clip) => {
  clip.onended();
  await Promise.resolve();
  await Promise.resolve();
};

beforeEach(() => {
  playing = [];
  globalThis.window = {};
  globalThis.Audio = Clip;
  voice = new Voice();
});

test('a fault waits until the count is spoken', async () => {
  voice.count('셋');
  voice.remark('더 깊이');
  assert.deepEqual(heard(), [path('셋')]);
  await end(playing[0]);
  assert.deepEqual(heard(), [path('셋'), path('더 깊이')]);
});

test('a count never waits: it silences a remark, which does not come back', async () => {
  voice.remark('더 깊이');
  voice.count('넷');
  assert.ok(playing[0].stopped);
  await end(playing[1]);
  assert.deepEqual(heard(), [path('더 깊이'), path('넷')]);
});

test('of several remarks only the newest is waited for', async () => {
  voice.count('하나');
  voice.remark('첫째');
  voice.remark('둘째');
  await end(playing[0]);
  assert.deepEqual(heard().slice(1), [path('둘째')]);
});

test('a new count drops what waited for the old one', async () => {
  voice.count('하나');
  voice.remark('더 깊이');
  voice.count('둘');
  await end(playing[1]);
  assert.deepEqual(heard(), [path('하나'), path('둘')]);
});

test('muting silences at once and for good', async () => {
  voice.count('하나');
  voice.remark('더 깊이');
  voice.muted = true;
  assert.ok(playing[0].stopped);
  voice.count('둘');
  voice.remark('허리를 펴세요');
  await end(playing[0]);
  assert.deepEqual(heard(), [path('하나')]);
});
