// Logging in by face on a real server, by visitors who do what is asked (rendered heads), and what hostile requests to
// the face API do to those who log in by password. No peer: nothing that a user would pick instead asks for movements.
// Prints one line of JSON (and what node:test, which the tests' clients belong to, says of having no test).
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { administrator, expect, serve, signUp } from '../../tests/server/api.mjs';
import { clip, enrol, Visitor } from '../../tests/server/faces.mjs';
import { median } from '../median.mjs';

const LOGINS = 20, AT_ONCE = 20;
const HOSTILE_RATE = 500, HOSTILE_S = 20, MEMBERS = 40;
const script = fileURLToPath(new URL('hostile.lua', import.meta.url));
const percentile = (values, share) => [...values].sort((a, b) => a - b)[Math.ceil(share * values.length) - 1];

async function enrolOne(server) {
  const admin = await administrator(server);
  expect(await admin.get('/me/face'), 200);
  if ((await enrol(admin)).state.state !== 'done') throw new Error('the head was not enrolled');
  while (expect(await admin.get('/admin/faces'), 200).templates !== 1) await sleep(50);
}

// From the last frame's first byte sent to the decision.
async function decisions(server, logins) {
  const ms = [];
  for (let i = 0; i < logins; i++) {
    const visitor = new Visitor(await server.client().arrive());
    const state = await visitor.answerInTheEnd();
    if (state.state !== 'accepted') throw new Error(`the member was refused: ${state.reason}`);
    ms.push(visitor.last_ms);
  }
  return ms;
}

async function atOnce(server) {
  const who = (i) => (i % 4 === 3 ? 'other' : 'man');
  const visitors = await Promise.all(Array.from({ length: AT_ONCE }, async (_, i) => new Visitor(await server.client().arrive(), who(i))));
  const start = performance.now();
  await Promise.all(visitors.map((visitor) => visitor.answerInTheEnd()));
  const ms = performance.now() - start;
  const accepted = visitors.filter((visitor) => visitor.state.state === 'accepted');
  return {
    'face.at_once.ms': ms, 'face.at_once.accepted': accepted.length,
    'face.at_once.wrong': accepted.filter((visitor) => visitor.frames !== clip('man')).length,
    'face.at_once.too_busy': visitors.reduce((sum, visitor) => sum + visitor.busy, 0),
  };
}

// One after the other, each of another member from another address.
async function logInByPassword(server, members, until) {
  const ms = [];
  for (let i = 0; until(i); i++) {
    const client = await server.client().arrive();
    const start = performance.now();
    expect(await client.logIn(members[i % members.length].email), 200);
    ms.push(performance.now() - start);
  }
  return ms;
}

async function attack(server, folder) {
  const visitor = await server.client().arrive();
  const headers = join(folder, 'headers');
  writeFileSync(headers, `Cookie: ${[...visitor.cookies].map((pair) => pair.join('=')).join('; ')}\nX-CSRF-Token: ${visitor.csrf}\n`);
  const frames = clip('man').map(({ jpeg }, i) => {
    const path = join(folder, `${i}.jpg`);
    writeFileSync(path, jpeg);
    return path;
  });
  const args = ['--threads', '1', '--connections', '128', '--duration', `${HOSTILE_S}s`, '--timeout', '10s', '--script', script, server.origin];
  const { stdout } = await promisify(execFile)('wrk', [...args, '--', String(HOSTILE_RATE), headers, ...frames]);
  const [requests, duration_us, refused] = /^RESULT (\d+) (\d+) (\d+)$/m.exec(stdout).slice(1).map(Number);
  return { 'face.hostile.rps': requests / (duration_us / 1e6), 'face.hostile.refused': refused / requests };
}

async function underAttack() {
  // Passwords as they are hashed by default; the last argument counts.
  const server = await serve({ args: ['--argon2-mib', '19', '--argon2-passes', '2'] });
  const folder = mkdtempSync(join(tmpdir(), 'aifit-hostile-'));
  try {
    await enrolOne(server);
    const members = [];
    for (let i = 0; i < MEMBERS; i++) members.push(await signUp(server));
    const idle = await logInByPassword(server, members, (i) => i < 4 * MEMBERS);
    let over = false;
    const attacked = attack(server, folder).finally(() => (over = true));
    await sleep(2000);
    const busy = await logInByPassword(server, members, (i) => !over && i < 4 * MEMBERS);
    return { 'face.hostile.password_p95_ms': percentile(busy, 0.95), 'face.hostile.idle_p95_ms': percentile(idle, 0.95),
      'face.hostile.logins': busy.length, ...(await attacked) };
  } finally {
    await server.end();
    rmSync(folder, { recursive: true });
  }
}

async function main() {
  const server = await serve({ args: ['--face-password', 'never'] });
  try {
    await enrolOne(server);
    const ms = await decisions(server, LOGINS);
    const result = { 'face.decision_ms': median(ms), 'face.decision_max_ms': Math.max(...ms), ...(await atOnce(server)), ...(await underAttack()) };
    console.log(`RESULT ${JSON.stringify(result)}`);
  } finally {
    await server.end();
  }
}

await main();
