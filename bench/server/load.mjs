// Load, by wrk: what a server can do, and how long it takes at a rate that it can keep.
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const script = fileURLToPath(new URL('load.lua', import.meta.url));
export const CONNECTIONS = 32;
const json = { 'content-type': 'application/json' };

// what: {path, members, body}; with a body, path is followed by a new workout's key. Any error voids the run.
async function load(application, what, seconds, rate) {
  const folder = mkdtempSync(join(tmpdir(), 'aifit-wrk-'));
  const file = (name, text) => (writeFileSync(join(folder, name), text), join(folder, name));
  const headers = what.members.map((member) => Object.entries({ ...member.headers, ...(what.body && json) }).map((pair) => `${pair.join(': ')}\n`).join(''));
  const args = ['--threads', '1', '--connections', String(CONNECTIONS), '--duration', `${seconds}s`, '--timeout', '10s', '--script', script];
  const own = [file('headers', `${headers.join('\n')}\n`), String(rate)];
  if (what.body) own.push(what.path, randomBytes(4).toString('hex'), file('body', JSON.stringify(what.body)));
  try {
    const { stdout } = await promisify(execFile)('wrk', [...args, application.origin + (what.body ? '/' : what.path), '--', ...own]);
    const [requests, duration_us, errors, p99_us] = /^RESULT (\d+) (\d+) (\d+) (\d+)$/m.exec(stdout).slice(1).map(Number);
    if (errors > 0) throw new Error(`${application.name}: ${errors} of ${requests} requests failed at ${what.path}`);
    return { requests, rps: requests / (duration_us / 1e6), p99_ms: p99_us / 1e3 };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export const saturate = (application, what, seconds) => load(application, what, seconds, 0);

// The rate is kept within a hundredth, or the latency would be that of another one.
export async function p99AtRate(application, what, rate, seconds) {
  const { rps, p99_ms } = await load(application, what, seconds, rate);
  if (rps < 0.99 * rate) throw new Error(`${application.name}: ${rps.toFixed(0)} of ${rate.toFixed(0)} requests a second at ${what.path}`);
  return { p99_ms, rps };
}
