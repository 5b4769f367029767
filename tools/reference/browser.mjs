// Headless Chromium for the reference runtimes and the benchmark: a page on a static server of the repository.
import { createServer } from 'node:http';
import { createReadStream, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, extname, join, normalize, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript', '.wasm': 'application/wasm', '.json': 'application/json' };

// What the page loads by name. Classic scripts (TensorFlow.js, MediaPipe) are added with addScripts.
const PAGE = `<!doctype html><meta charset="utf-8"><title>AI Fit reference runtimes</title>
<script type="importmap">{ "imports": {
  "@litertjs/core": "/node_modules/@litertjs/core/dist/index.js",
  "@litertjs/wasm-utils": "/node_modules/@litertjs/wasm-utils/dist/index.js" } }</script>`;

export const TFJS_SCRIPTS = [
  '/node_modules/@tensorflow/tfjs-core/dist/tf-core.min.js',
  '/node_modules/@tensorflow/tfjs-backend-cpu/dist/tf-backend-cpu.min.js',
  '/node_modules/@tensorflow/tfjs-backend-wasm/dist/tf-backend-wasm.min.js',
];

// A page alone in its process gets a clock of 5 microseconds instead of 100.
const ALONE = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };

function serve(dynamic, headers) {
  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    const path = normalize(decodeURIComponent(new URL(request.url, 'http://localhost').pathname));
    if (path === '/') return response.setHeader('content-type', 'text/html').end(PAGE);
    response.setHeader('content-type', TYPES[extname(path)] ?? 'application/octet-stream');
    const made = dynamic(path);
    if (made) return response.end(made);
    const file = join(root, path);
    if (!existsSync(file) || !statSync(file).isFile()) return response.writeHead(404).end();
    return createReadStream(file).pipe(response);
  });
  return new Promise((done) => server.listen(0, '127.0.0.1', () => done(server)));
}

// dynamic(path): a Buffer to serve there, or null for the file of the repository. alone: the page has a fine clock, and
// runtimes that can may start threads. Calls use(page), then cleans up.
export async function withPage(use, { dynamic = () => null, args = [], alone = false } = {}) {
  const server = await serve(dynamic, alone ? ALONE : {});
  const profile = mkdtempSync(join(tmpdir(), 'aifit-chromium-'));
  let context;
  try {
    context = await chromium.launchPersistentContext(profile, {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      headless: true,
      args: ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', ...args],
    });
    const page = await context.newPage();
    page.on('pageerror', (error) => console.error(`page: ${error.message}`));
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    return await use(page);
  } finally {
    await context?.close();
    server.close();
    rmSync(profile, { recursive: true, force: true });
  }
}

export async function addScripts(page, urls) {
  for (const url of urls) await page.addScriptTag({ url });
}

// Float32 arrays cross between page and Node as base64 of their little-endian bytes.
export function floatsFromBase64(text) {
  const bytes = Buffer.from(text, 'base64');
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}
