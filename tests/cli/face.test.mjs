// `aifit face compare` on photos of @vladmandic/face-api: sample2 shows one woman, samples 1 and 3 another among others.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { fails, ffmpeg, ok, okJson, otherFaceModel, repository, tempDir } from './lib/aifit.mjs';

const folder = tempDir();
const inFolder = (name) => join(folder, name);
const sample = (n) => join(repository, 'node_modules/@vladmandic/face-api/demo', `sample${n}.jpg`);
const [anna, anna2, bea, group] = [inFolder('anna.jpg'), inFolder('anna2.jpg'), sample(2), sample(6)];
const compare = (...args) => okJson(['face', 'compare', '--json', ...args]);

function picture(name, ...args) {
  ffmpeg(...args, '-frames:v', '1', '-q:v', '2', inFolder(name));
  return inFolder(name);
}

// A JPEG with an EXIF orientation: after its first two bytes an APP1 marker of one entry.
function withOrientation(jpeg, orientation) {
  const app1 = Buffer.from('ffe10022457869660000' + '49492a0008000000' + '0100' + '120103000100000000000000' + '00000000', 'hex');
  app1.writeUInt16LE(orientation, 28);
  return Buffer.concat([jpeg.subarray(0, 2), app1, jpeg.subarray(2)]);
}

before(() => {
  picture('anna.jpg', '-i', sample(3), '-vf', 'crop=600:600:904:82');
  picture('anna2.jpg', '-i', sample(1), '-vf', 'crop=600:600:1276:14,rotate=-40*PI/180'); // her head lies on her shoulder
});

test('one person in two photos is the same', () => {
  const result = compare(anna, anna2);
  assert.deepEqual(Object.keys(result), ['similarity', 'threshold', 'false_accept_rate', 'same', 'photos']);
  assert.deepEqual(result.photos.map((photo) => photo.file), [anna, anna2]);
  assert.deepEqual(result.photos.map((photo) => photo.quality), ['good', 'good']);
  assert.ok(result.similarity > 0.65 && result.similarity < 0.95);
  assert.equal(result.same, result.similarity > result.threshold);
  assert.equal(result.false_accept_rate, 0.001);
  assert.ok(compare(bea, bea).similarity > 0.9999);
});

test('two people are not the same', () => {
  const result = compare(anna, bea);
  assert.ok(result.similarity < 0.35);
  assert.equal(result.same, false);
  assert.match(ok(['face', 'compare', anna, bea]), /^not the same person: similarity -?0\.\d{3}, threshold 0\.\d{3} /);
});

test('a photo turned by EXIF is the same as upright', () => {
  const lying = picture('lying.jpg', '-i', anna, '-vf', 'transpose=2');
  writeFileSync(inFolder('phone.jpg'), withOrientation(readFileSync(lying), 6));
  assert.ok(compare(anna, inFolder('phone.jpg')).similarity > 0.97);
});

test('a photo of 100 megapixels is compared', () => {
  const huge = picture('huge.jpg', '-i', anna, '-vf', 'scale=10000:10000');
  assert.ok(compare(anna, huge).similarity > 0.9);
});

test('a poor photo is compared, with a warning', () => {
  const blurred = picture('blurred.jpg', '-i', anna, '-vf', 'gblur=sigma=12');
  assert.equal(compare(anna, blurred).photos[1].quality, 'blurred');
  assert.match(ok(['face', 'compare', anna, blurred]), /blurred\.jpg is a poor photo \(blurred\), so this is uncertain\n$/);
});

test('what shows no one person is refused, by the name of the file', () => {
  const wall = picture('wall.jpg', '-f', 'lavfi', '-i', 'color=gray:s=640x480');
  fails(1, /wall\.jpg: no face is to be seen/, ['face', 'compare', anna, wall]);
  fails(1, /sample6\.jpg: 4 faces; it is not plain who is meant/, ['face', 'compare', group, anna]);
});

test('what is no whole JPEG photo is refused', () => {
  const bytes = readFileSync(anna);
  writeFileSync(inFolder('cut.jpg'), bytes.subarray(0, bytes.length / 2));
  writeFileSync(inFolder('empty.jpg'), '');
  writeFileSync(inFolder('text.jpg'), 'no photo at all');
  fails(1, /cut\.jpg: the JPEG photo is cut short/, ['face', 'compare', anna, inFolder('cut.jpg')]);
  fails(1, /empty\.jpg: not a JPEG photo/, ['face', 'compare', inFolder('empty.jpg'), anna]);
  fails(1, /text\.jpg: not a JPEG photo/, ['face', 'compare', anna, inFolder('text.jpg')]);
  fails(1, /nowhere\.jpg: No such file/, ['face', 'compare', anna, inFolder('nowhere.jpg')]);
});

test('other weights see other likenesses', () => {
  const other = otherFaceModel(inFolder('other.tflite'));
  const result = compare(anna, anna2, '--face-model', other);
  assert.notEqual(result.similarity, compare(anna, anna2).similarity);
  assert.deepEqual([result.threshold, result.false_accept_rate, result.same], [null, null, null]);
  assert.match(ok(['face', 'compare', anna, bea, '--face-model', other]), /^similarity \d\.\d{3}; no threshold is known for these weights\n$/);
  assert.ok(compare(anna, anna, '--face-model', other).similarity > 0.9999);
  fails(1, /none\.tflite: No such file/, ['face', 'compare', anna, anna2, '--face-model', inFolder('none.tflite')]);
  writeFileSync(inFolder('half.tflite'), readFileSync(other).subarray(0, 1 << 21));
  fails(1, /weights of the face embedding model: .+ at byte \d+: .+ \(--face-model .*half\.tflite\)$/m, ['face', 'compare', anna, anna2, '--face-model', inFolder('half.tflite')]);
  const broken = otherFaceModel(inFolder('broken.tflite'), () => NaN);
  fails(1, /anna\.jpg: the weights that tell faces apart give no numbers for this photo/, ['face', 'compare', anna, anna2, '--face-model', broken]);
  const pose = join(repository, 'build/models/pose_landmark_lite.tflite');
  fails(1, /these weights are not those of the face embedding model/, ['face', 'compare', anna, anna2, '--face-model', pose]);
});

test('the command line is held to its usage', () => {
  assert.match(ok(['face', '--help']), /^usage: aifit face ACTION/);
  assert.match(ok(['face', 'compare', '--help']), /--json/);
  fails(2, /ACTION is missing/, ['face']);
  fails(2, /unknown action 'recognise'/, ['face', 'recognise']);
  fails(2, /A\.jpg B\.jpg is missing/, ['face', 'compare', anna]);
  fails(2, /unexpected argument/, ['face', 'compare', anna, anna2, bea]);
});
