// `aifit pose` on photos of a person whose place in the clip is known.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { clip, fails, ffmpeg, files, ok, okJson, probe, tempDir } from './lib/aifit.mjs';

const folder = tempDir();
const inFolder = (name) => join(folder, name);
const pose = (...args) => okJson(['pose', ...args, '--model', 'lite', '--json', '-']);

// A JPEG with an EXIF orientation: after its first two bytes an APP1 marker of one entry.
function withOrientation(jpeg, orientation) {
  const app1 = Buffer.from('ffe10022457869660000' + '49492a0008000000' + '0100' + '120103000100000000000000' + '00000000', 'hex');
  app1.writeUInt16LE(orientation, 28);
  return Buffer.concat([jpeg.subarray(0, 2), app1, jpeg.subarray(2)]);
}

let plain;
before(() => {
  ffmpeg('-i', clip('squat_front_good'), '-frames:v', '1', inFolder('man.png'));
  ffmpeg('-i', inFolder('man.png'), '-q:v', '2', inFolder('man.jpg'));
  plain = pose(inFolder('man.jpg'));
});

const distances = (a, b) => a.landmarks.map((p, i) => Math.hypot(p[0] - b.landmarks[i][0], p[1] - b.landmarks[i][1]));
const mean = (values) => values.reduce((sum, v) => sum + v, 0) / values.length;

test('a photo gives 33 points in pixels and in metres', () => {
  assert.deepEqual(Object.keys(plain), ['model', 'photos']);
  const [photo] = plain.photos;
  assert.deepEqual(Object.keys(photo), ['file', 'width', 'height', 'score', 'landmarks', 'world']);
  assert.equal(photo.file, inFolder('man.jpg'));
  assert.ok(photo.score > 0.5);
  assert.equal(photo.landmarks.length, 33);
  assert.equal(photo.world.length, 33);
  const { width, height } = probe(inFolder('man.jpg'), 'stream').streams[0];
  assert.deepEqual([photo.width, photo.height], [width, height]);
  const [nose, leftAnkle] = [photo.landmarks[0], photo.landmarks[27]];
  assert.ok(nose[1] < leftAnkle[1] - height / 4, 'he stands on his feet');
});

test('PNG and JPEG of one picture agree, in the order named', () => {
  const { photos } = pose(inFolder('man.png'), inFolder('man.jpg'));
  assert.deepEqual(photos.map((p) => p.file), [inFolder('man.png'), inFolder('man.jpg')]);
  assert.ok(mean(distances(photos[0], photos[1])) < 0.01 * photos[0].height);
});

test('a photo turned by EXIF is seen upright', () => {
  ffmpeg('-i', inFolder('man.png'), '-vf', 'transpose=2', '-q:v', '2', inFolder('lying.jpg'));
  writeFileSync(inFolder('phone.jpg'), withOrientation(readFileSync(inFolder('lying.jpg')), 6));
  const [photo] = pose(inFolder('phone.jpg')).photos;
  assert.deepEqual([photo.width, photo.height], [plain.photos[0].width, plain.photos[0].height]);
  assert.ok(mean(distances(photo, plain.photos[0])) < 0.02 * photo.height);
});

test('nobody in the picture is null, and no failure', () => {
  ffmpeg('-f', 'lavfi', '-i', 'color=gray:s=320x240', '-frames:v', '1', inFolder('wall.jpg'));
  const [photo] = pose(inFolder('wall.jpg')).photos;
  assert.deepEqual(photo, { file: inFolder('wall.jpg'), width: 320, height: 240, score: 0, landmarks: null, world: null });
  assert.match(ok(['pose', inFolder('wall.jpg'), '--model', 'lite']), /wall\.jpg: 320 x 240, nobody\n/);
});

test('the overlay is the photo with a skeleton on it', () => {
  ok(['pose', inFolder('man.jpg'), '--model', 'lite', '--overlay', inFolder('overlay.jpg')]);
  const { width, height } = probe(inFolder('overlay.jpg'), 'stream').streams[0];
  assert.deepEqual([width, height], [plain.photos[0].width, plain.photos[0].height]);
  assert.notDeepEqual(readFileSync(inFolder('overlay.jpg')), readFileSync(inFolder('man.jpg')));
});

test('failures are one line and leave no file', () => {
  const names = files(folder);
  const jpeg = readFileSync(inFolder('man.jpg'));
  const cases = [
    ['cut.jpg', jpeg.subarray(0, jpeg.length / 2), /cut\.jpg: the JPEG photo is cut short/],
    ['empty.jpg', Buffer.alloc(0), /empty\.jpg: the file is empty/],
    ['text.jpg', Buffer.from('hello'), /text\.jpg: not a photo/],
  ];
  for (const [name, bytes, reason] of cases) {
    writeFileSync(inFolder(name), bytes);
    fails(1, reason, ['pose', inFolder(name), '--json', inFolder('r.json'), '--overlay', inFolder('o.jpg')]);
  }
  fails(1, /none\.jpg: No such file/, ['pose', inFolder('none.jpg'), '--json', inFolder('r.json')]);
  fails(1, /none\.jpg: No such file/, ['pose', inFolder('man.jpg'), inFolder('none.jpg'), '--model', 'lite', '--json', inFolder('r.json')]);
  fails(1, /\/dev\/full: No space left/, ['pose', inFolder('man.jpg'), '--model', 'lite', '--overlay', '/dev/full']);
  for (const option of ['--overlay', '--json'])
    fails(1, /overwrite the input/, ['pose', inFolder('man.jpg'), '--model', 'lite', option, inFolder('man.jpg')]);
  fails(1, /overwrite the input/, ['pose', inFolder('man.png'), inFolder('man.jpg'), '--model', 'lite', '--json', inFolder('man.jpg')]);
  fails(1, /share one file/, ['pose', inFolder('man.jpg'), '--model', 'lite', '--json', inFolder('r'), '--overlay', inFolder('r')]);
  assert.deepEqual(files(folder), [...names, ...cases.map(([name]) => name)].sort());
});
