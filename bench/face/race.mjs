// A photo to a decision among 10,000 members, one thread: ours natively, face-api in Chromium beside it, in turn.
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root, withPage } from '../../tools/reference/browser.mjs';
import { startAsked } from '../asked.mjs';
import { median } from '../median.mjs';

const MEMBERS = 10_000;
const SIDES = [640, 1920]; // a frame of a login; a photo as face-api's package has it

const build = join(root, 'build');

// One woman, before a wall: sample2 of face-api.
function makePhoto(side) {
  const path = join(build, 'bench', `face${side}.jpg`), sample = join(root, 'node_modules/@vladmandic/face-api/demo/sample2.jpg');
  execFileSync('ffmpeg', ['-v', 'error', '-y', '-i', sample, '-vf', `scale=${side}:-2`, '-q:v', '3', path]);
  return path;
}

async function raceOne(page, templates, side, rounds) {
  const photo = makePhoto(side), url = photo.slice(root.length);
  const ours = await startAsked(join(build, 'face_bench'), [templates, MEMBERS, photo]);
  await page.evaluate(async ([path, strangers]) => (window.decide = await (await import('/bench/face/page.mjs')).enrol(path, strangers)), [url, MEMBERS]);
  const ask = { ours: () => ours.ask(''), face_api: () => page.evaluate(() => window.decide()) };
  const members = { ours: ours.hello.member, face_api: 'member' }, ms = { ours: [], face_api: [] };
  for (let round = -1; round < rounds; round++) // the first warms up and does not count
    for (const name of round % 2 ? ['ours', 'face_api'] : ['face_api', 'ours']) {
      const answer = await ask[name]();
      if (answer.member !== members[name]) throw new Error(`${name} takes the member for ${answer.member}`);
      if (round >= 0) ms[name].push(answer.ms);
    }
  ours.end();
  return { side, isa: ours.hello.isa, ours: median(ms.ours), face_api: median(ms.face_api), ratio: median(ms.ours.map((value, k) => value / ms.face_api[k])) };
}

// Returns [{side: of the photo, isa, ours, face_api: ms, ratio: ours / face_api}].
export async function racePhotos(rounds) {
  mkdirSync(join(build, 'bench'), { recursive: true });
  execFileSync('cmake', ['--build', build, '--target', 'gallery_bench', 'face_bench'], { stdio: ['ignore', 'ignore', 'inherit'] });
  const templates = join(build, 'bench', 'members.f32');
  try {
    execFileSync(join(build, 'gallery_bench'), ['make', templates, MEMBERS]);
    return await withPage(async (page) => {
      await page.evaluate(async () => (await import('/bench/face/page.mjs')).load());
      const results = [];
      for (const side of SIDES) results.push(await raceOne(page, templates, side, rounds));
      return results;
    });
  } finally {
    rmSync(templates, { force: true });
  }
}
