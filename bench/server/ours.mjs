// aifit serve, and databases filled as members fill them: by uploads.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../tools/reference/browser.mjs';
import { Member } from './member.mjs';
import { freeOrigin, start } from './process.mjs';
import { PASSWORD, tenYears, TRAINEES, VETERAN } from './training.mjs';

const program = process.env.AIFIT_PROGRAM ?? join(root, 'build/aifit');

export const speech = {
  name: 'ours', tokenHeader: 'x-csrf-token', tokenOf: (json, before) => json?.csrf ?? before,
  paths: { session: '/api/v1/session', home: '/api/v1/home', workouts: '/api/v1/workouts/' },
};

// The page is not part of this race, but there has to be one.
function makeData(folder) {
  const data = join(folder, 'data');
  mkdirSync(join(data, 'web'), { recursive: true });
  writeFileSync(join(data, 'web/index.html'), '<!doctype html>');
  cpSync(join(root, 'exercises'), join(data, 'exercises'), { recursive: true });
  return data;
}

const stored = (site) => ['--state-dir', site.state, '--database', site.database];

// site: {folder, state, database}. Quiet, since the peer does not log requests either; cheap passwords, since none are raced.
export async function serve(site) {
  const origin = await freeOrigin();
  const args = ['serve', '--listen', new URL(origin).host, '--quiet', '--data', makeData(site.folder), '--argon2-mib', '8', '--argon2-passes', '1'];
  return { ...speech, origin, ...(await start(program, [...args, ...stored(site)], `${origin}/readyz`)) };
}

async function signUp(application, email) {
  const member = new Member(application);
  await member.send('GET', application.paths.session);
  const who = { email, password: PASSWORD, password_again: PASSWORD, nickname: 'member', born_on: '1999-04-30', language: 'en' };
  await member.send('POST', '/api/v1/members', who);
  return member;
}

// Into memory, where nothing is waited for; `aifit restore` brings the result to where it will be raced.
export async function makeBackup(folder) {
  const memory = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'aifit-bench-'));
  const site = { folder, state: join(folder, 'ours'), database: `sqlite:${memory}/aifit.db` };
  try {
    const application = await serve(site);
    for (const email of TRAINEES) await signUp(application, email);
    const veteran = await signUp(application, VETERAN);
    for (const { key, batch } of tenYears()) await veteran.send('PUT', application.paths.workouts + key, batch);
    await application.stop();
    execFileSync(program, ['backup', join(folder, 'backup'), ...stored(site)]);
  } finally {
    rmSync(memory, { recursive: true });
  }
}

export const restore = (site) => execFileSync(program, ['restore', join(site.folder, 'backup'), ...stored(site)]);

export const resident_mb = (application) => Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${application.pid}/status`))[1]) / 1024;
