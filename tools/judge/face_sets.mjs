#!/usr/bin/env node
// Arranges public photo sets for `aifit face evaluate --folders OUT`: OUT/GROUP/PERSON/*.jpg.
// usage: tools/judge/face_sets.mjs CHECKOUTS OUT
// CHECKOUTS holds clones of these public repositories, under their own names; one that is missing is left out:
//   face-recognition (krasserm), dlib (davisking), deepface (serengil)            the group western
//   Kpop-Idol-Face-Classifier (tapankarnik), Asian_faces (nz0001na)               the group east_asian;
//                                    the former also by itself, as the group korean_women
// Photos that are no JPEG are converted, tight crops get a black margin, so that a detector sees a whole face (ffmpeg does both).
// The photos belong to their makers: measure with them, publish figures only.
import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';

const [checkouts, out] = process.argv.slice(2);
if (!out) {
  console.error('usage: tools/judge/face_sets.mjs CHECKOUTS OUT');
  process.exit(2);
}

// Photos that occur twice under other names: two embedding models both put them within 0.95 of one that stays.
const COPIES = {
  'asian-119': ['119_19', '119_7'],
  'asian-20000': ['20000_35 (2)', '20000_17'],
  'asian-20007': ['5d6034a85edf8db1b47e54480b23dd54564e744d'],
  'asian-30000': ['30000_9', '30000_42', '30000_27',
    '91ef76c6a7efce1b967b7c00ae51f3deb58f65a3', 'd009b3de9c82d158ea34ed7b810a19d8bd3e4241',
    'b90e7bec54e736d1d04238c29a504fc2d46269a3', 'd4628535e5dde711178677a7a6efce1b9d16610e', '730e0cf3d7ca7bcbca8573e5bf096b63f724a87a'],
  'asian-30003': ['730e0cf3d7ca7bcbeb2ea8d2b9096b63f724a8f2'],
  'kpop-Arin': ['l64o365mhhu41'],
  'kpop-Chaeyong': ['2dc12f2', '42dc7b7', '4rmv7ded97n21', '7a37265', '9053f67', '90ccfd1'],
  'kpop-Eunha': ['4d27291'],
  'kpop-Irene': ['8778db5', 'wazk156kneh11'],
  'kpop-Nayeon': ['cz97iu8drj611'],
  'dlib-John_Salley': ['000192_02159531'],
  'dlib-John_Shimkus': ['000376_02340068', '000378_03227610'],
  'dlib-John_Simm': ['000300_00470148', '000304_00470122', '000310_00470511'],
};
// A photo of somebody else, by the look of it and by every model.
const WRONG = { 'asian-110': ['110_16'] };

const folders = (dir) => (existsSync(dir) ? readdirSync(dir).filter((name) => statSync(join(dir, name)).isDirectory()) : []);
const photos = (dir) => (existsSync(dir) ? readdirSync(dir).filter((name) => /\.(jpe?g|png|webp)$/i.test(name)) : []).map((name) => join(dir, name));

function place(group, person, source, { margin = 0 } = {}) {
  const name = basename(source).replace(/\.[^.]*$/, '');
  if (COPIES[person]?.includes(name) || WRONG[person]?.includes(name)) return;
  const dir = join(out, group, person);
  mkdirSync(dir, { recursive: true });
  const target = join(dir, `${name}.jpg`);
  const jpeg = readFileSync(source).subarray(0, 2).equals(Buffer.from([0xff, 0xd8]));
  if (jpeg && margin === 0) {
    copyFileSync(source, target);
    return;
  }
  const filter = margin ? ['-vf', `pad=iw*${1 + 2 * margin}:ih*${1 + 2 * margin}:(ow-iw)/2:(oh-ih)/2:black`] : [];
  execFileSync('ffmpeg', ['-v', 'error', '-y', '-i', source, ...filter, '-frames:v', '1', '-q:v', '1', target]);
}

/** One folder a person below each of dirs. */
function placeFolders(group, prefix, dirs, options) {
  for (const dir of dirs)
    for (const person of folders(dir))
      for (const photo of photos(join(dir, person))) place(group, `${prefix}-${person}`, photo, options);
}

/** deepface lists pairs of photos of one person: people are the connected components. */
function placePairs(group, prefix, dir) {
  const list = join(dir, 'master.csv');
  if (!existsSync(list)) return;
  const person = new Map();
  const find = (photo) => (person.get(photo) === undefined ? photo : find(person.get(photo)));
  const rows = readFileSync(list, 'utf8').trim().split(/\r?\n/).slice(1).map((line) => line.split(','));
  for (const [a, b, same] of rows) if (same === 'Yes' && find(a) !== find(b)) person.set(find(b), find(a));
  for (const photo of new Set(rows.flatMap(([a, b]) => [a, b]))) place(group, `${prefix}-${find(photo).replace(/\.[^.]*$/, '')}`, join(dir, photo));
}

placeFolders('western', 'lfw', [join(checkouts, 'face-recognition/images')]);
placeFolders('western', 'dlib', [join(checkouts, 'dlib/examples/johns')]);
placePairs('western', 'deepface', join(checkouts, 'deepface/tests/unit/dataset'));
const kpop = join(checkouts, 'Kpop-Idol-Face-Classifier/data/processed_data');
placeFolders('east_asian', 'kpop', [join(kpop, 'train'), join(kpop, 'validation')], { margin: 0.5 });
for (const person of folders(join(out, 'east_asian')))
  cpSync(join(out, 'east_asian', person), join(out, 'korean_women', person), { recursive: true });
const asian = join(checkouts, 'Asian_faces');
placeFolders('east_asian', 'asian', ['sample_Japan', 'sample_Korea', 'sample_images', 'DCleaning_tool/target_images'].map((dir) => join(asian, dir)));
