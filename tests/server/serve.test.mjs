// `aifit serve` over real sockets: what it serves, what it refuses, and how it stops.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, symlinkSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { fails, program, repository, tempDir } from '../cli/lib/aifit.mjs';

const data = tempDir();
const env = (more = {}) => ({ AIFIT_DATA: data, AIFIT_STATE_DIR: tempDir(), AIFIT_QUIET: 'yes', ...more });
const SCRIPT = 'console.log("hello");\n'.repeat(200);
const AUDIO = Buffer.from(Array.from({ length: 1000 }, (_, i) => i % 251));
const BIG = Buffer.alloc(3_000_000, 'weights ');
let child, origin, port;

function put(path, content) {
  const parts = path.split('/');
  mkdirSync(join(data, ...parts.slice(0, -1)), { recursive: true });
  writeFileSync(join(data, path), content);
}

before(async () => {
  put('web/index.html', '<!doctype html>');
  put('web/icon.svg', '<svg xmlns="http://www.w3.org/2000/svg"/>');
  put('web/manifest.webmanifest', '{}');
  put('web/list.json', '[]');
  put('web/empty.txt', '');
  put('web/assets/app-1a2b3c4d.js', SCRIPT);
  put('web/assets/app-1a2b3c4d.js.br', brotliCompressSync(SCRIPT));
  put('web/assets/app-1a2b3c4d.js.gz', gzipSync(SCRIPT));
  put('web/assets/style-1.css', 'body{}');
  put('web/assets/core-1.wasm', Buffer.from('0061736d01000000', 'hex'));
  put('web/assets/model-1.tflite', BIG);
  put('web/assets/.hidden.js', 'secret');
  put('web/readme', 'no type, not served');
  put('secret.json', '{"secret":true}');
  symlinkSync('../secret.json', join(data, 'web/link.json'));
  put('web/voice/one.m4a', AUDIO);
  cpSync(join(repository, 'exercises'), join(data, 'exercises'), { recursive: true });
  child = spawn(program, ['serve', '--listen', '127.0.0.1:0'], { env: { ...process.env, ...env() } });
  child.stderr.pipe(process.stderr);
  const [line] = await once(child.stdout, 'data');
  const found = /^aifit: serving on (http:\/\/127\.0\.0\.1:(\d+)) /.exec(line);
  assert.ok(found, String(line));
  [, origin, port] = found;
});
after(() => child.kill('SIGKILL'));

// Without fetch's own manners: paths go out as written, and nothing is decoded.
function request(path, { method = 'GET', headers = {}, body } = {}) {
  return new Promise((resolve, reject) => {
    const sent = http.request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

test('each kind of file has its type', async () => {
  const types = {
    '/': 'text/html; charset=utf-8',
    '/index.html': 'text/html; charset=utf-8',
    '/icon.svg': 'image/svg+xml',
    '/manifest.webmanifest': 'application/manifest+json',
    '/list.json': 'application/json',
    '/empty.txt': 'text/plain; charset=utf-8',
    '/assets/app-1a2b3c4d.js': 'text/javascript; charset=utf-8',
    '/assets/style-1.css': 'text/css; charset=utf-8',
    '/assets/core-1.wasm': 'application/wasm',
    '/assets/model-1.tflite': 'application/octet-stream',
  };
  for (const [path, type] of Object.entries(types)) {
    const { status, headers } = await request(path);
    assert.equal(status, 200, path);
    assert.equal(headers['content-type'], type, path);
  }
});

test('every answer carries the security headers', async () => {
  for (const [path, status] of [['/', 200], ['/nothing', 404], ['/assets/app-1a2b3c4d.js', 200]]) {
    const { headers, status: got } = await request(path);
    assert.equal(got, status);
    assert.equal(headers['content-security-policy'],
      "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; style-src 'self'; "
      + "img-src 'self' blob: data:; media-src 'self' blob:; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'");
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.equal(headers['referrer-policy'], 'no-referrer');
    assert.match(headers['permissions-policy'], /camera=\(self\)/);
    assert.equal(headers['cross-origin-opener-policy'], 'same-origin');
    assert.equal(headers['cross-origin-embedder-policy'], 'require-corp');
  }
});

test('the best coding that the client takes is sent', async () => {
  const script = '/assets/app-1a2b3c4d.js';
  const get = (accept) => request(script, { headers: accept ? { 'accept-encoding': accept } : {} });
  const plain = await get();
  assert.equal(plain.headers['content-encoding'], undefined);
  assert.equal(String(plain.body), SCRIPT);
  const brotli = await get('gzip, deflate, br');
  assert.equal(brotli.headers['content-encoding'], 'br');
  assert.deepEqual(brotli.body, brotliCompressSync(SCRIPT));
  const gzip = await get('gzip, br;q=0');
  assert.equal(gzip.headers['content-encoding'], 'gzip');
  assert.deepEqual(gzip.body, gzipSync(SCRIPT));
  for (const answer of [plain, brotli, gzip])
    assert.equal(answer.headers.vary, 'Accept-Encoding');
  assert.equal(new Set([plain, brotli, gzip].map((a) => a.headers.etag)).size, 3);
  assert.equal((await request(`${script}.br`)).status, 404);
});

test('files named by hash stay in the cache, others are asked for again and answered 304', async () => {
  assert.equal((await request('/assets/core-1.wasm')).headers['cache-control'], 'public, max-age=31536000, immutable');
  const first = await request('/');
  assert.equal(first.headers['cache-control'], 'no-cache');
  const again = await request('/', { headers: { 'if-none-match': `"x", W/${first.headers.etag}` } });
  assert.equal(again.status, 304);
  assert.equal(again.body.length, 0);
  assert.equal(again.headers.etag, first.headers.etag);
  assert.equal(again.headers['cache-control'], 'no-cache');
  utimesSync(join(data, 'web/index.html'), 1, 1);
  assert.equal((await request('/', { headers: { 'if-none-match': first.headers.etag } })).status, 200);
});

test('HEAD says what GET would send', async () => {
  for (const path of ['/', '/assets/model-1.tflite', '/nothing']) {
    const got = await request(path);
    const head = await request(path, { method: 'HEAD' });
    assert.equal(head.status, got.status);
    assert.equal(head.body.length, 0);
    for (const name of ['content-type', 'content-length', 'etag', 'cache-control'])
      assert.equal(head.headers[name], got.headers[name], `${path} ${name}`);
  }
});

test('a large file arrives whole, to many at once', async () => {
  const answers = await Promise.all(Array.from({ length: 12 }, () => request('/assets/model-1.tflite')));
  for (const { headers, body } of answers) {
    assert.equal(Number(headers['content-length']), BIG.length);
    assert.ok(body.equals(BIG));
  }
});

test('nothing outside the listed files can be reached', async () => {
  const paths = ['/../secret.json', '/%2e%2e/secret.json', '/assets/../../secret.json', '/assets/%2e%2e%2f%2e%2e%2fsecret.json',
    '/..%5csecret.json', '//secret.json', '/link.json', '/assets/.hidden.js', '/readme', '/assets', '/assets/', '/web/index.html',
    `${data}/secret.json`, '/index.html/', '/index.html%00.js', '/INDEX.HTML', `/${'a'.repeat(5000)}`];
  for (const path of paths) {
    const { status, body } = await request(path);
    assert.equal(status, 404, path);
    assert.ok(!String(body).includes('secret":'), path);
  }
});

test('the page answers its own paths to browsers, and no others', async () => {
  const browser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
  for (const path of ['/login', '/train/squat', '/workouts/0f8fad5b-d9cb-469f-a165-70867728950e', '/admin']) {
    const { status, headers, body } = await request(path, { headers: browser });
    assert.equal(status, 200, path);
    assert.equal(headers['content-type'], 'text/html; charset=utf-8');
    assert.equal(headers['cache-control'], 'no-cache');
    assert.equal(String(body), '<!doctype html>');
    assert.equal((await request(path)).status, 404, `${path} to a program`);
  }
  for (const path of ['/missing.js', '/assets/app-9.js', '/api/v1/nothing', '/api/'])
    assert.equal((await request(path, { headers: browser })).status, 404, path);
});

test('a part of a file is sent when one is asked for', async () => {
  const get = (range, headers = {}) => request('/voice/one.m4a', { headers: { range, ...headers } });
  const part = await get('bytes=100-199');
  assert.equal(part.status, 206);
  assert.equal(part.headers['content-range'], 'bytes 100-199/1000');
  assert.deepEqual(part.body, AUDIO.subarray(100, 200));
  assert.deepEqual((await get('bytes=-10')).body, AUDIO.subarray(990));
  assert.deepEqual((await get('bytes=0-1')).body, AUDIO.subarray(0, 2));
  const outside = await get('bytes=1000-');
  assert.equal(outside.status, 416);
  assert.equal(outside.headers['content-range'], 'bytes */1000');
  for (const whole of [await get('bytes=0-1,5-6'), await get('bytes=0-1', { 'if-range': '"other"' })]) {
    assert.equal(whole.status, 200);
    assert.deepEqual(whole.body, AUDIO);
  }
  assert.equal((await get('bytes=0-1', { 'if-range': part.headers.etag })).status, 206);
  const script = await request('/assets/app-1a2b3c4d.js', { headers: { range: 'bytes=0-6', 'accept-encoding': 'br' } });
  assert.equal(String(script.body), SCRIPT.slice(0, 7)); // of the plain file, never of a compressed one
  assert.equal(script.headers['content-encoding'], undefined);
});

test('SIGHUP lists the files of a new build', async () => {
  put('web/assets/new-1.js', 'new');
  assert.equal((await request('/assets/new-1.js')).status, 404);
  child.kill('SIGHUP');
  for (let i = 0; (await request('/assets/new-1.js')).status !== 200; i++) assert.ok(i < 500, 'the list stays as it was');
  unlinkSync(join(data, 'web/assets/new-1.js'));
  assert.equal((await request('/assets/new-1.js')).status, 404);
});

test('other methods are refused, with those that are allowed', async () => {
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
    const { status, headers } = await request('/', { method, body: method === 'POST' ? 'x'.repeat(300_000) : undefined });
    assert.equal(status, 405, method);
    assert.equal(headers.allow, 'GET, HEAD');
  }
});

test('nonsense does not stop it', async () => {
  for (const text of ['\r\n\r\n', 'GET\r\n\r\n', 'GET / HTTP/9.9\r\n\r\n', `GET / HTTP/1.1\r\nA: ${'b'.repeat(100_000)}\r\n\r\n`, '\x00\xff\x16\x03']) {
    const socket = net.connect(port, '127.0.0.1');
    socket.on('error', () => {});
    socket.end(text);
    socket.resume();
    await once(socket, 'close');
  }
  assert.equal((await request('/')).status, 200);
});

test('a port that is taken is one clear line', () => {
  fails(1, new RegExp(`cannot listen on 127\\.0\\.0\\.1:${port}: the port is taken`), ['serve', '--listen', `127.0.0.1:${port}`], { env: env() });
});

test('without a page it says what to do', () => {
  fails(1, /the live page is missing in .*; 'make build' builds it/, ['serve', '--listen', '127.0.0.1:0'], { env: env({ AIFIT_DATA: tempDir() }) });
});

test('SIGTERM and SIGINT stop it at once and cleanly, connections open or not', async () => {
  for (const signal of ['SIGTERM', 'SIGINT']) {
    const other = spawn(program, ['serve', '--listen', 'localhost:0', '--face-login', 'off'], { env: { ...process.env, ...env() } });
    let words = '';
    other.stderr.on('data', (text) => { words += text; });
    const [line] = await once(other.stdout, 'data');
    const idle = net.connect(Number(/:(\d+) /.exec(line)[1]), '127.0.0.1');
    idle.on('error', () => {});
    await once(idle, 'connect');
    other.kill(signal);
    const [code, by] = await once(other, 'exit');
    assert.deepEqual([code, by, words], [0, null, '']);
    idle.destroy();
  }
});
