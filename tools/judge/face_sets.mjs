#!/usr/bin/env node
// Arranges public photo sets for `aifit face evaluate --folders OUT`: OUT/GROUP/PERSON/*.jpg.
// usage: tools/judge/face_sets.mjs CHECKOUTS OUT
// CHECKOUTS holds clones of these public repositories, under their own names; one that is missing is left out:
//   face-recognition (krasserm), dlib (davisking), deepface (serengil)            the group western
//   Kpop-Idol-Face-Classifier (tapankarnik), Asian_faces (nz0001na)               the group east_asian
// Photos that are no JPEG are converted, tight crops get a black margin, so that a detector sees a whole face (ffmpeg does both).
// The photos belong to their makers: measure with them, publish figures only.
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';

const [checkouts, out] = process.argv.slice(2);
if (!out) {
  console.error('usage: tools/judge/face_sets.mjs CHECKOUTS OUT');
  process.exit(2);
}

const folders = (dir) => (existsSync(dir) ? readdirSync(dir).filter((name) => statSync(join(dir, name)).isDirectory()) : []);
const photos = (dir) => (existsSync(dir) ? readdirSync(dir).filter((name) => /\.(jpe?g|png|webp)$/i.test(name)) : []).map((name) => join(dir, name));

function place(group, person, source, { margin = 0 } = {}) {
  const dir = join(out, group, person);
  mkdirSync(dir, { recursive: true });
  const target = join(dir, `${basename(source).replace(/\.[^.]*$/, '')}.jpg`);
  const jpeg = readFileSync(source).subarray(0, 2).equals(Buffer.from([0xff, 0xd8]));
  if (jpeg && margin === 0) return copyFileSync(source, target);
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
const asian = join(checkouts, 'Asian_faces');
placeFolders('east_asian', 'asian', ['sample_Japan', 'sample_Korea', 'sample_images', 'DCleaning_tool/target_images'].map((dir) => join(asian, dir)));
