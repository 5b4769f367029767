// The product's own server, behind a plain TCP relay that keeps every byte the browser sends.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import { fileURLToPath } from 'node:url';

const program = process.env.AIFIT ?? fileURLToPath(new URL('../../../build/aifit', import.meta.url));

async function startProgram() {
  const child = spawn(program, ['serve', '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'inherit'] });
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

/** url: of the relay. sent(): what browsers have sent so far, one string a connection. */
export async function startServer() {
  const { child, port } = await startProgram();
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
  return {
    url: `http://127.0.0.1:${relay.address().port}`,
    sent: () => connections.map((kept) => Buffer.concat(kept).toString('latin1')),
    async stop() {
      relay.close();
      for (const socket of sockets) socket.destroy();
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}
