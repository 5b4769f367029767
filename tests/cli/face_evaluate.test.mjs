// `aifit face evaluate` on photos of @vladmandic/face-api: two women, and copies of them as other cameras would give them.
import assert from 'node:assert/strict';
import { copyFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { fails, ffmpeg, otherFaceModel, repository, run, tempDir } from './lib/aifit.mjs';

const folder = tempDir();
const inFolder = (...names) => join(folder, ...names);
const sample = (n) => join(repository, 'node_modules/@vladmandic/face-api/demo', `sample${n}.jpg`);
function evaluate(...args) {
  const result = run(['face', 'evaluate', ...args]);
  assert.equal(result.code, 0, result.err);
  return result.out;
}
const evaluateJson = (...args) => JSON.parse(evaluate('--json', ...args));

function picture(path, ...args) {
  mkdirSync(join(path, '..'), { recursive: true });
  ffmpeg(...args, '-frames:v', '1', '-q:v', '2', path);
  return path;
}

before(() => {
  const anna = picture(inFolder('flat/anna/1.jpg'), '-i', sample(3), '-vf', 'crop=600:600:904:82');
  picture(inFolder('flat/anna/2.JPEG'), '-i', sample(1), '-vf', 'crop=600:600:1276:14,rotate=-40*PI/180');
  picture(inFolder('flat/anna/3.jpg'), '-i', anna, '-vf', 'eq=brightness=-0.15');
  picture(inFolder('flat/bea/1.jpg'), '-i', sample(2));
  picture(inFolder('flat/bea/2.jpg'), '-i', sample(2), '-vf', 'hflip,scale=iw/2:-2');
  picture(inFolder('flat/bea/3.jpg'), '-i', sample(2), '-vf', 'gblur=sigma=2');
  writeFileSync(inFolder('flat/bea/notes.txt'), 'passed over');
  const cleo = picture(inFolder('three/cleo/1.jpg'), '-i', sample(6), '-vf', 'crop=560:700:1400:130');
  picture(inFolder('three/cleo/2.jpg'), '-i', cleo, '-vf', 'hflip');
  for (const person of ['anna', 'bea']) cpSync(inFolder('flat', person), inFolder('three', person), { recursive: true });
  cpSync(inFolder('flat/anna'), inFolder('one/anna'), { recursive: true });
  for (const group of ['a', 'b'])
    for (const [person, photo] of [['anna', '1.jpg'], ['anna', '3.jpg'], ['bea', '1.jpg'], ['bea', '2.jpg']]) {
      mkdirSync(inFolder('groups', group, person), { recursive: true });
      copyFileSync(inFolder('flat', person, photo), inFolder('groups', group, person, photo));
    }
  picture(inFolder('groups/b/anna/wall.jpg'), '-f', 'lavfi', '-i', 'color=gray:s=640x480');
  copyFileSync(sample(6), inFolder('groups/b/bea/four.jpg'));
  writeFileSync(inFolder('groups/b/bea/text.jpg'), 'no photo at all');
});

test('people in folders are told apart', () => {
  const { groups, gap_points } = evaluateJson('--folders', inFolder('flat'));
  assert.equal(groups.length, 1);
  assert.deepEqual(groups[0].photos, { used: 6, no_face: 0, several_faces: 0, refused: 0, unreadable: 0 });
  const [photos] = groups[0].trials;
  assert.deepEqual([photos.people, photos.genuine_pairs, photos.impostor_pairs], [2, 6, 9]);
  assert.equal(photos.equal_error_rate.value, 0);
  assert.deepEqual(photos.roc.map(({ far, tar }) => [far, tar.value]), [[0.1, 1], [0.01, 1], [0.001, 1], [0.0001, 1]]);
  assert.ok(photos.genuine_mean > 0.7 && photos.impostor_mean < 0.4);
  assert.equal(photos.balanced_accuracy.value, null); // one person on each half makes no pair of two
  assert.deepEqual(gap_points, [null]);
});

test('other weights tell people apart otherwise', () => {
  const other = otherFaceModel(inFolder('other.tflite'));
  const means = (...args) => evaluateJson('--folders', inFolder('flat'), ...args).groups[0].trials[0].genuine_mean;
  assert.notEqual(means('--face-model', other), means());
});

test('what cannot be measured says what is missing, and is null in JSON', () => {
  const nothing = { value: null, low: null, high: null };
  for (const people of ['flat', 'three']) { // of three, one half would hold one person
    const [{ balanced_accuracy, threshold }] = evaluateJson('--folders', inFolder(people)).groups[0].trials;
    assert.deepEqual([balanced_accuracy, threshold], [nothing, null]);
    assert.match(evaluate('--folders', inFolder(people)), /balanced accuracy \(other half\) +not measured: too few people /);
  }
  const [alone] = evaluateJson('--folders', inFolder('one')).groups[0].trials;
  assert.deepEqual([alone.equal_error_rate, alone.stated[0].measured_far, alone.impostor_mean], [nothing, nothing, null]);
  for (const args of [['one'], ['flat', '--enrol', '3'], ['groups']]) {
    const text = evaluate('--folders', inFolder(args[0]), ...args.slice(1));
    assert.match(text, { one: /: no pairs of different people\n/, flat: /: no pairs\n/, groups: /gap between groups, 1 against 1: not measured/ }[args[0]]);
    assert.doesNotMatch(text, /nan|inf/);
  }
});

test('averages are compared as well', () => {
  const [photos, averages] = evaluateJson('--folders', inFolder('flat'), '--enrol', '2', '--login', '1', '--rounds', '5').groups[0].trials;
  assert.deepEqual([photos.enrol, photos.login, averages.enrol, averages.login], [1, 1, 2, 1]);
  assert.deepEqual([averages.people, averages.genuine_pairs, averages.impostor_pairs], [2, 10, 10]);
  assert.ok(averages.stated.every(({ gallery }) => gallery === 2));
  assert.ok(averages.stated.every(({ wrong_member }) => wrong_member === 0));
  const none = evaluateJson('--folders', inFolder('flat'), '--enrol', '3').groups[0].trials[1]; // three photos are not enough for 3 and 3
  assert.deepEqual([none.people, none.genuine_pairs], [0, 0]);
});

test('groups are kept apart, and photos that cannot be used are counted and named', () => {
  const result = run(['face', 'evaluate', '--json', '--folders', inFolder('groups')]);
  assert.equal(result.code, 0);
  const { groups } = JSON.parse(result.out);
  assert.deepEqual(groups.map(({ group, photos, trials }) => [group, photos.used, trials[0].impostor_pairs]), [['a', 4, 4], ['b', 4, 4]]);
  assert.deepEqual(groups[1].photos, { used: 4, no_face: 1, several_faces: 1, refused: 0, unreadable: 1 });
  assert.match(result.err, /anna\/wall\.jpg: left out: no_face\n/);
  assert.match(result.err, /bea\/four\.jpg: left out: several_faces\n/);
  assert.match(result.err, /bea\/text\.jpg: not a JPEG photo\n/);
});

test('a list of pairs is taken, and people are those whom it ties together', () => {
  const list = inFolder('flat/pairs.csv');
  writeFileSync(list, 'anna/1.jpg,anna/2.JPEG,same\r\nanna/2.JPEG,anna/3.jpg,same\n\nbea/1.jpg,bea/3.jpg,same\nanna/1.jpg,bea/1.jpg,different\n');
  const [photos] = evaluateJson('--pairs', list).groups[0].trials;
  assert.deepEqual([photos.people, photos.genuine_pairs, photos.impostor_pairs], [2, 3, 1]);
  writeFileSync(list, 'anna/1.jpg,anna/2.JPEG,same\nanna/2.JPEG,anna/3.jpg,same\nanna/1.jpg,anna/3.jpg,different\n');
  fails(1, /pairs\.csv:3:1: by other lines these are one person/, ['face', 'evaluate', '--pairs', list]);
  for (const line of ['anna/1.jpg,anna/2.JPEG', 'a,b,maybe', ',b,same', 'a,b,same,c']) {
    writeFileSync(list, `${line}\n`);
    fails(1, /pairs\.csv:1:1: not of the form/, ['face', 'evaluate', '--pairs', list]);
  }
  writeFileSync(list, '\n');
  fails(1, /no pairs/, ['face', 'evaluate', '--pairs', list]);
});

test('the plot is an SVG document with a curve for each group', () => {
  const svg = inFolder('roc.svg');
  assert.match(evaluate('--folders', inFolder('groups'), '--plot', svg), /balanced accuracy/);
  const text = readFileSync(svg, 'utf8');
  assert.match(text, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"[^]*<\/svg>\n$/);
  assert.equal(text.match(/<polyline /g).length, 2);
  assert.doesNotMatch(text, /nan|inf/i);
});

test('the command line is held to its usage', () => {
  const usage = (pattern, ...args) => fails(2, pattern, ['face', 'evaluate', ...args]);
  usage(/either --folders or --pairs/);
  usage(/either --folders or --pairs/, '--folders', folder, '--pairs', 'x');
  usage(/averages need --folders/, '--pairs', 'x', '--enrol', '5');
  usage(/takes a number from 1 to 64/, '--folders', folder, '--enrol', '65');
  mkdirSync(inFolder('empty'));
  fails(1, /empty: no folders of \.jpg photos/, ['face', 'evaluate', '--folders', inFolder('empty')]);
  fails(1, /nowhere: No such file/, ['face', 'evaluate', '--folders', inFolder('nowhere')]);
  fails(1, /nowhere: No such file/, ['face', 'evaluate', '--pairs', inFolder('nowhere')]);
});
