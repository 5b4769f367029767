// Servers that are started, waited for, and never left behind.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';

const running = new Set();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));

export async function freeOrigin() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

const answers = (url) => fetch(url).then((answer) => answer.text().then(() => answer.ok), () => false);

// ready_ms: from the start of the program until url was answered with 200, asked every millisecond.
export async function start(command, args, url, options) {
  const began = performance.now();
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'ignore', 'pipe'] });
  running.add(child);
  let said = '';
  child.stderr.on('data', (text) => (said = (said + text).slice(-4000)));
  const ended = once(child, 'exit').then(() => running.delete(child));
  while (!(await answers(url))) {
    if (!running.has(child)) throw new Error(`${command} ended: ${said}`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  const ready_ms = performance.now() - began;
  const stop = () => {
    child.kill('SIGTERM');
    return ended;
  };
  return { pid: child.pid, ready_ms, stop };
}

// Fields 4 (the parent), 14 and 15 (ticks in and under the program, Linux' 100 a second) of proc(5)'s stat.
function look(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').pop().split(' ');
    return { pid, parent: Number(fields[1]), cpu_us: (Number(fields[11]) + Number(fields[12])) * 1e4 };
  } catch {
    return { pid, parent: 0, cpu_us: 0 }; // gone meanwhile
  }
}

// Processor time that a server and its workers have used.
export function cpu_us(server) {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map((name) => look(Number(name)));
  return all.filter(({ pid, parent }) => pid === server || parent === server).reduce((sum, one) => sum + one.cpu_us, 0);
}
