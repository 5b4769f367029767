// The product's own server, behind a plain TCP relay that keeps every byte the browser sends.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repository } from '../../wasm/lib/core.mjs';

const program = process.env.AIFIT_PROGRAM ?? join(repository, 'build/aifit');
const data = process.env.AIFIT_DATA ?? join(repository, 'build');

async function startProgram(state) {
  const child = spawn(program, ['serve', '--listen', '127.0.0.1:0', '--data', data, '--state-dir', state, '--quiet'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = await new Promise((resolve, reject) => {
    let printed = '';
    child.stdout.on('data', (chunk) => {
      printed += chunk;
      const found = /http:\/\/127\.0\.0\.1:(\d+)/.exec(printed);
      if (found) resolve(Number(found[1]));
    });
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`${program} serve ended with ${code}: ${printed}`)));
  });
  return { child, port };
}

/** url: of the relay. train: of the page that can be used without an account. sent(): what browsers have sent so far, one string a connection. */
export async function startServer() {
  const state = mkdtempSync(join(tmpdir(), 'aifit-state-'));
  const { child, port } = await startProgram(state);
  const connections = [];
  const sockets = new Set();
  const relay = net.createServer((client) => {
    const server = net.connect(port, '127.0.0.1');
    const kept = [];
    connections.push(kept);
    client.on('data', (bytes) => kept.push(bytes));
    for (const [from, to] of [[client, server], [server, client]]) {
      sockets.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => sockets.delete(from));
      from.pipe(to);
    }
  });
  relay.listen(0, '127.0.0.1');
  await once(relay, 'listening');
  const url = `http://127.0.0.1:${relay.address().port}`;
  return {
    url,
    train: `${url}/train`,
    sent: () => connections.map((kept) => Buffer.concat(kept).toString('latin1')),
    async stop() {
      relay.close();
      for (const socket of sockets) socket.destroy();
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
      rmSync(state, { recursive: true });
    },
  };
}
