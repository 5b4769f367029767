// What `make install` installs runs from there: weights, exercises and page are found without AIFIT_DATA.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { before, test } from 'node:test';
import { program, repository, tempDir } from './lib/aifit.mjs';

const folder = tempDir();
const installed = (...names) => join(folder, 'usr', ...names);
const { AIFIT_DATA, ...env } = process.env;
const aifit = (...args) => execFileSync(installed('bin/aifit'), args, { env, encoding: 'utf8' });
const photo = join(repository, 'node_modules/@vladmandic/face-api/demo/sample2.jpg');

before(() => execFileSync('cmake', ['--install', dirname(program), '--prefix', '/usr'], { env: { ...env, DESTDIR: folder }, stdio: 'pipe' }));

test('every weight file of the manifest is installed', () => {
  const { models } = JSON.parse(readFileSync(join(repository, 'models/manifest.json'), 'utf8'));
  for (const { file, length } of models)
    assert.equal(readFileSync(installed('share/aifit/models', file)).length, length, file);
});

test('the installed program finds bodies, faces and exercises', () => {
  assert.match(aifit('exercise', 'list'), /^squat\t/m);
  assert.equal(JSON.parse(aifit('face', 'compare', '--json', photo, photo)).same, true);
  assert.equal(JSON.parse(aifit('pose', photo, '--model', 'lite', '--json', '-')).photos.length, 1);
});

test('the installed program serves the page, and login by face', async () => {
  const child = spawn(installed('bin/aifit'), ['serve', '--listen', '127.0.0.1:0', '--state-dir', join(folder, 'state')], { env });
  let log = '';
  child.stderr.on('data', (text) => (log += text));
  const ended = once(child, 'exit');
  const origin = await new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error(log)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const found = /serving on (http:\S+)/.exec(line);
      if (found) resolve(found[1]);
    });
  });
  try {
    assert.equal((await fetch(`${origin}/readyz`)).status, 200);
    assert.match(await (await fetch(`${origin}/`)).text(), /<script /);
    assert.deepEqual((await (await fetch(`${origin}/api/v1/session`)).json()).face, { login: true });
  } finally {
    child.kill();
    await ended;
  }
  assert.doesNotMatch(log, /"level":"(warning|error)"/);
});
