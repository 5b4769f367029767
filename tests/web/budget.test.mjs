// What the page costs: bytes to download, memory, and (measured, not judged: the machine is shared) time until counting.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { weigh, WEIGHTY } from './lib/audit.mjs';
import { filmClip, openBrowser, openPage, PATIENCE, start, waitForLive } from './lib/browser.mjs';
import { repository } from '../wasm/lib/core.mjs';
import { startServer } from './lib/server.mjs';

const MB = 1e6;
const RUNTIME = /\/$|\.(js|css|wasm)$/;

let server, clip, browser, context;
before(async () => {
  server = await startServer();
  clip = filmClip('browser_squat', 1);
  ({ browser, context } = await openBrowser({ camera: clip.file }));
});
after(async () => {
  await browser?.close();
  await server?.stop();
  clip?.remove();
});

/** What a process holds in memory, its share of what it shares included. */
function footprint(pid) {
  return Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))[1]) * 1024;
}

test('page, script, style and core come in less than 300 KB', async () => {
  const { page } = await openPage(context);
  const cdp = await context.newCDPSession(page);
  await cdp.send('Network.enable');
  const received = new Map();
  page.on('requestfinished', async (request) => {
    if (RUNTIME.test(new URL(request.url()).pathname)) received.set(request.url(), (await request.sizes()).responseBodySize);
  });
  await page.goto(server.train);
  await page.waitForSelector('main[data-running=full]', { timeout: PATIENCE });
  const kb = [...received.values()].reduce((a, b) => a + b, 0) / 1000;
  assert.ok(received.size >= 5, `saw ${[...received.keys()]}`);
  assert.ok(kb > 30 && kb < 300, `${kb} KB`);
  const written = JSON.parse(readFileSync(`${repository}build/download.json`, 'utf8'))['download.kb'];
  assert.ok(written < 300 && written >= kb * 0.98, `the build wrote ${written} KB, the browser received ${kb}`);
  await page.close();
});

test('before a workout a page takes less than 150 KB, and no WebAssembly', async (t) => {
  for (const path of ['/', '/login', '/sign-up', '/forgotten-password']) {
    const fresh = await browser.newContext(); // with nothing in its cache
    const { kb, urls } = await weigh(fresh, server.url + path);
    t.diagnostic(`${path}: ${kb.toFixed(1)} KB in ${urls.length} requests`);
    assert.ok(urls.length >= 5 && kb > 10 && kb < 150, `${path}: ${kb} KB in ${urls.length} requests`);
    assert.deepEqual(urls.filter((url) => WEIGHTY.test(url)), []);
    await fresh.close();
  }
});

test('a workout takes less than 250 MB, and counting can begin soon after the camera opens', async (t) => {
  const { page } = await openPage(context, server.train); // the caches are warm from the test before
  await start(page, 'squat'); // at once, without waiting for the model
  await waitForLive(page, '[data-count="5"]'); // long enough for anything that is kept a frame to show
  const cdp = await browser.newBrowserCDPSession();
  const { processInfo } = await cdp.send('SystemInfo.getProcessInfo');
  const sizes = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => footprint(id) / MB);
  const page_mb = Math.max(...sizes);
  const [camera, counting] = await page.evaluate(() => ['camera', 'counting'].map((name) => performance.getEntriesByName(name)[0].startTime));
  const measured = { 'page.mb': Math.round(page_mb), 'page.camera_to_counting_ms': Math.round(counting - camera) };
  writeFileSync(`${repository}build/page.json`, `${JSON.stringify(measured)}\n`);
  t.diagnostic(`${measured['page.mb']} MB; ${measured['page.camera_to_counting_ms']} ms from camera to counting`);
  assert.ok(page_mb < 250, `${page_mb} MB`);
});
