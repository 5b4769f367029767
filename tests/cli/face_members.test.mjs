// `aifit face enroll|identify|remove|calibrate`: photos of @vladmandic/face-api (sample2 shows one woman, samples 1 and 3
// another among others) on an SQLite database without a server; tests/server/api_face.test.mjs has both together.
import assert from 'node:assert/strict';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { bomb, withExif } from '../server/photos.mjs';
import { fails, ffmpeg, ok, otherFaceModel, repository, run, tempDir } from './lib/aifit.mjs';

const folder = tempDir();
const inFolder = (...names) => join(folder, ...names);
const sample = (n) => join(repository, 'node_modules/@vladmandic/face-api/demo', `sample${n}.jpg`);
const [anna, anna2, bea] = [inFolder('anna.jpg'), inFolder('anna2.jpg'), sample(2)];
const ANNA = 'anna@example.org', BEA = 'bea@example.org';
const state = ['--state-dir', inFolder('state')];
const enroll = (email, ...photos) => ['face', 'enroll', email, ...photos, ...state];
const identify = (photo) => ['face', 'identify', photo, ...state];
const remove = (email) => ['face', 'remove', email, ...state];
const forgetAll = () => [ANNA, BEA].forEach((email) => run(remove(email)));

function picture(name, ...args) {
  ffmpeg(...args, '-frames:v', '1', '-q:v', '2', inFolder(name));
  return inFolder(name);
}

function written(name, bytes) {
  writeFileSync(inFolder(name), bytes);
  return inFolder(name);
}

const segment = (marker, ...body) => Buffer.from([0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 255, ...body]);

// A flat JPEG by hand, of a kind that FFmpeg does not write: the few bytes after its headers are taken for all blocks.
function handMade({ progressive, width, height, components, markers = [] }) {
  const each = (...rest) => Array.from({ length: components }, (_, i) => [i + 1, ...rest]).flat();
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]), ...markers, segment(0xdb, 0, ...Array(64).fill(1)),
    segment(progressive ? 0xc2 : 0xc0, 8, height >> 8, height & 255, width >> 8, width & 255, components, ...each(0x11, 0)),
    segment(0xc4, 0, 1, ...Array(16).fill(0)), segment(0xc4, 0x10, 1, ...Array(16).fill(0)),
    segment(0xda, components, ...each(0), 0, progressive ? 0 : 63, 0), Buffer.alloc(64), Buffer.from([0xff, 0xd9]),
  ]);
}

before(() => {
  for (const email of [ANNA, BEA])
    ok(['user', 'add', email, '--nickname', 'someone', '--born-on', '1990-01-01', ...state], { input: 'four score and seven\n' });
  picture('anna.jpg', '-i', sample(3), '-vf', 'crop=600:600:904:82');
  picture('anna2.jpg', '-i', sample(1), '-vf', 'crop=600:600:1276:14,rotate=-40*PI/180');
});

test('a member is enrolled, recognised and removed', () => {
  assert.equal(ok(identify(anna)), 'nobody: no face is enrolled here\n');
  assert.equal(ok(enroll(ANNA, anna)), `${ANNA} may log in by face\n`);
  assert.match(ok(identify(anna2)), /^anna@example\.org: similarity 0\.\d{3}, threshold 0\.\d{3}\n$/);
  assert.match(ok(identify(bea)), /^nobody: the most similar of 1 templates has -?0\.\d{3}, threshold 0\.\d{3}, margin 0\.\d\d\n$/);
  assert.equal(ok(enroll(BEA, bea, bea)), `${BEA} may log in by face\n`);
  assert.match(ok(identify(bea)), /^bea@example\.org: similarity 1\.000/);
  assert.equal(ok(remove(ANNA)), `${ANNA}: face and consent are removed\n`);
  assert.match(ok(identify(anna)), /^nobody: /);
  assert.match(ok(identify(bea)), /^bea@/);
  fails(1, /anna@example\.org has no face here/, remove(ANNA));
});

test('one face in two accounts is told, and neither is recognised by it', () => {
  forgetAll();
  ok(enroll(ANNA, anna));
  assert.match(ok(enroll(BEA, anna)), /^bea@example\.org may log in by face; but other members look alike: see the administrator's page\n$/);
  assert.match(ok(identify(anna)), /^nobody: the most similar of 2 templates /);
});

test('who is no member, or not one person, is refused', () => {
  forgetAll();
  fails(1, /nobody has the e-mail nobody@example\.org/, enroll('nobody@example.org', anna));
  fails(1, /nobody has the e-mail nobody@example\.org/, remove('nobody@example.org'));
  fails(1, /the photos do not show one person/, enroll(ANNA, anna, bea));
  assert.match(ok(identify(anna)), /^nobody: no face is enrolled/);
});

test('while login by face is off no face is taken; looking and removing go on', () => {
  forgetAll();
  ok(enroll(ANNA, anna));
  const off = { env: { AIFIT_FACE_LOGIN: 'off' } };
  fails(1, /login by face is off: face-login/, enroll(BEA, bea), off);
  assert.match(ok(identify(anna), off), /^anna@/);
  ok(remove(ANNA), off);
});

test('without the key of the database nothing is sealed, and no key is made', () => {
  const key = inFolder('state/key'), bytes = readFileSync(key);
  ok(enroll(ANNA, anna));
  chmodSync(key, 0o644);
  fails(1, /state\/key may be read by others than its owner; chmod 600 it/, identify(anna));
  rmSync(key);
  for (const command of [enroll(BEA, bea), identify(anna), [...identify(anna), '--key-file', inFolder('none')]]) {
    fails(1, /the key file '.*(state\/key|none)': No such file/, command);
    assert.ok(!existsSync(key) && !existsSync(inFolder('none')));
  }
  writeFileSync(key, 'no key', { mode: 0o600 });
  fails(1, /state\/key is no key file/, identify(anna));
  ok(remove(ANNA));
  writeFileSync(key, bytes);
  fails(1, /the database '.*elsewhere\/aifit\.db': No such file/, ['face', 'identify', anna, '--state-dir', inFolder('elsewhere')]);
  assert.ok(!existsSync(inFolder('elsewhere')));
});

test('weights that are no weights are refused', () => {
  fails(1, /none\.tflite: No such file/, [...identify(anna), '--face-model', inFolder('none.tflite')]);
  fails(1, /not a TensorFlow Lite model/, [...identify(anna), '--face-model', anna]);
});

describe('a photo', () => {
  before(() => {
    forgetAll();
    ok(enroll(ANNA, anna));
  });

  test('turned by EXIF is seen upright', () => {
    const lying = picture('lying.jpg', '-i', anna, '-vf', 'transpose=2');
    const turned = written('turned.jpg', withExif(readFileSync(lying), 6));
    assert.match(ok(identify(turned)), /^anna@example\.org: similarity (0\.9|1\.0)/);
    assert.match(ok(enroll(ANNA, turned)), /^anna@example\.org may/);
  });

  test('that a login takes may be too small to enrol, and a smaller one is neither', () => {
    const small = picture('small.jpg', '-i', anna, '-vf', 'scale=200:200');
    fails(1, /small\.jpg: not good enough: too_far/, enroll(BEA, small));
    assert.match(ok(identify(small)), /^anna@/);
    const tiny = picture('tiny.jpg', '-i', anna, '-vf', 'scale=100:100,pad=200:200:50:50');
    fails(1, /tiny\.jpg: not good enough: too_far/, identify(tiny));
  });

  test('of nobody, of several, dark or blurred is refused', () => {
    const refused = [
      [picture('wall.jpg', '-f', 'lavfi', '-i', 'color=gray:s=640x480'), /wall\.jpg: no face is to be seen/],
      [sample(6), /sample6\.jpg: 4 faces; it is not plain who is meant/],
      [picture('dark.jpg', '-i', anna, '-vf', 'lutyuv=y=val/12'), /dark\.jpg: not good enough: too_dark/],
      [picture('blurred.jpg', '-i', anna, '-vf', 'gblur=sigma=12'), /blurred\.jpg: not good enough: blurred/],
    ];
    for (const [photo, reason] of refused) {
      fails(1, reason, identify(photo));
      fails(1, reason, enroll(BEA, bea, photo)); // one bad one among good ones, too
    }
    assert.match(ok(identify(bea)), /^nobody: /);
  });

  test('that is no whole JPEG of a camera is refused, whatever it claims', () => {
    const bytes = readFileSync(anna);
    const adobe = segment(0xee, ...Buffer.from('Adobe'), 0, 100, 0, 0, 0, 0, 0);
    const refused = [
      [written('cut.jpg', bytes.subarray(0, bytes.length / 2)), /cut\.jpg: the JPEG photo is cut short/],
      [written('head.jpg', bytes.subarray(0, 20)), /head\.jpg: (not a valid JPEG photo|the JPEG photo is cut short)/],
      [written('empty.jpg', ''), /empty\.jpg: not a JPEG photo/],
      [picture('anna.png', '-i', anna), /anna\.png: not a JPEG photo/],
      [inFolder('anna.gif'), /anna\.gif: not a JPEG photo/],
      [inFolder('folder.jpg'), /folder\.jpg: Is a directory/],
      [inFolder('nowhere.jpg'), /nowhere\.jpg: No such file/],
      [written('print.jpg', handMade({ width: 64, height: 48, components: 4, markers: [adobe] })), /print\.jpg: a CMYK photo, made for print; save it as RGB/],
      [written('claim.jpg', bomb(10000, 10000)), /claim\.jpg: no face is to be seen/],
      [written('huge.jpg', bomb(65500, 65500)), /huge\.jpg: a picture of 65500 x 65500 pixels is more than this program takes/],
      [written('scans.jpg', handMade({ progressive: true, width: 65500, height: 65500, components: 3 })), /scans\.jpg: a picture of 65500 x 65500 pixels is more/],
    ];
    ffmpeg('-loop', '1', '-i', anna, '-frames:v', '3', inFolder('anna.gif'));
    mkdirSync(inFolder('folder.jpg'));
    for (const [photo, reason] of refused) fails(1, reason, identify(photo));
    for (const [photo, reason] of refused.slice(0, 3)) fails(1, reason, enroll(BEA, photo));
    assert.match(ok(identify(bea)), /^nobody: the most similar of \d templates/);
  });
});

describe('calibrate', () => {
  const calibrate = (dir, ...args) => ['face', 'calibrate', inFolder(dir), ...args];
  before(() => {
    for (const name of ['man', 'other']) {
      mkdirSync(inFolder('people', name), { recursive: true });
      ffmpeg('-i', join(repository, `tests/data/face/${name}.mp4`), '-frames:v', '8', '-q:v', '2', inFolder('people', name, '%02d.jpg'));
    }
  });

  test('measures light, size and sharpness, and advises a rate that the settings take', () => {
    const advice = ok(calibrate('people', '--members', '30'));
    assert.match(advice, /^16 photos: good 16\n/);
    for (const measure of ['between the eyes, px', 'light, 0 to 255', 'sharpness']) assert.ok(advice.includes(`\n  ${measure} `), measure);
    assert.match(advice, /\n2 people, 5 photos averaged against 3 others: similarity of one person (0\.9\d|1\.00), of different people 0\.\d\d\n/);
    const [, rate] = /\nadvice for 30 members: face-far = (\S+)\n$/.exec(advice);
    assert.match(ok(['config', '--face-far', rate]), new RegExp(`^face-far = ${rate}$`, 'm'));
  });

  test('warns of other weights that take everybody for everybody', () => {
    const advice = ok(calibrate('people', '--face-model', otherFaceModel(inFolder('other.tflite'))));
    assert.match(advice, /\n1e-06 +0\.\d{3} +100\.0 % +100\.00 %\n/);
    assert.match(advice, /\nadvice for 100 members: more strangers would be let in than any rate states; [^\n]+\n$/);
  });

  test('names the photos that cannot be used, and does without them', () => {
    copyFileSync(sample(6), inFolder('people/man/four.jpg'));
    writeFileSync(inFolder('people/man/text.jpg'), 'no photo at all');
    const result = run(calibrate('people'));
    assert.equal(result.code, 0, result.err);
    assert.match(result.out, /^18 photos: good 16 several_faces 1\n[^]*\nadvice for 100 members: /);
    assert.match(result.err, /^aifit: [^\n]*four\.jpg: left out: several_faces\naifit: [^\n]*text\.jpg: not a JPEG photo\n$/);
  });

  test('wants two people at least, in folders of their own', () => {
    mkdirSync(inFolder('few/anna'), { recursive: true });
    fails(1, /^aifit: [^:]*few: no folders of \.jpg photos, one a person\n$/, calibrate('few'));
    copyFileSync(anna, inFolder('few/anna/1.jpg'));
    fails(1, /fewer than two people with 8 good photos each/, calibrate('few'));
    mkdirSync(inFolder('groups/a/anna'), { recursive: true });
    copyFileSync(anna, inFolder('groups/a/anna/1.jpg'));
    fails(1, /groups: folders within the folders of people/, calibrate('groups'));
    fails(1, /^aifit: [^:]*none: No such file or directory\n$/, calibrate('none'));
    fails(1, /^aifit: [^:]*anna\.jpg: Not a directory\n$/, calibrate('anna.jpg'));
  });
});

test('the command line is held to its usage', () => {
  for (const [action, operands] of [['enroll', 'EMAIL PHOTO\\.\\.\\.'], ['identify', 'PHOTO'], ['remove', 'EMAIL'], ['calibrate', 'DIR']]) {
    fails(2, new RegExp(`${operands} is missing`), ['face', action]);
    assert.match(ok(['face', action, '--help']), new RegExp(`^usage: aifit face ${action} ${operands} \\[OPTION`));
  }
  fails(2, /EMAIL PHOTO\.\.\. is missing/, enroll(ANNA));
  fails(2, /unexpected argument/, ['face', 'identify', anna, bea]);
  fails(2, /--members takes a number from 1/, ['face', 'calibrate', folder, '--members', '0']);
  fails(2, /face-far takes a rate/, identify(anna), { env: { AIFIT_FACE_FAR: '1' } });
});
