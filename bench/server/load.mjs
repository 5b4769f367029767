// Load: wrk for what a server can do, autocannon for how long it takes at a rate that it can keep.
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import autocannon from 'autocannon';

const script = fileURLToPath(new URL('load.lua', import.meta.url));
export const CONNECTIONS = 32;
const newRun = () => randomBytes(4).toString('hex');
const json = { 'content-type': 'application/json' };

// what: {path, members, body}; with a body, path is followed by a new workout's key. Any error voids the run.
export async function saturate(application, what, seconds) {
  const folder = mkdtempSync(join(tmpdir(), 'aifit-wrk-'));
  const file = (name, text) => (writeFileSync(join(folder, name), text), join(folder, name));
  const headers = what.members.map((member) => Object.entries({ ...member.headers, ...(what.body && json) }).map((pair) => `${pair.join(': ')}\n`).join(''));
  const args = ['--threads', '1', '--connections', String(CONNECTIONS), '--duration', `${seconds}s`, '--timeout', '10s', '--script', script];
  const own = [file('headers', `${headers.join('\n')}\n`)];
  if (what.body) own.push(what.path, newRun(), file('body', JSON.stringify(what.body)));
  try {
    const { stdout } = await promisify(execFile)('wrk', [...args, application.origin + (what.body ? '/' : what.path), '--', ...own]);
    const [requests, duration_us, errors] = /^RESULT (\d+) (\d+) (\d+)$/m.exec(stdout).slice(1).map(Number);
    if (errors > 0) throw new Error(`${application.name}: ${errors} of ${requests} requests failed at ${what.path}`);
    return { requests, rps: requests / (duration_us / 1e6) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export async function p99AtRate(application, what, rate, seconds) {
  const run = newRun();
  let count = 0;
  const next = (request) => {
    const member = what.members[count++ % what.members.length];
    const path = what.body ? `${what.path}${run}-0000-4000-8000-${count.toString(16).padStart(12, '0')}` : what.path;
    return { ...request, path, headers: { ...member.headers, ...(what.body && json) } };
  };
  const result = await autocannon({
    url: application.origin, connections: CONNECTIONS, duration: seconds, overallRate: Math.round(rate),
    requests: [{ method: what.body ? 'PUT' : 'GET', body: what.body && JSON.stringify(what.body), setupRequest: next }],
  });
  if (result.errors + result.non2xx > 0) throw new Error(`${application.name}: ${result.errors + result.non2xx} requests failed at ${what.path}`);
  return { p99_ms: result.latency.p99, rps: result.requests.average };
}
