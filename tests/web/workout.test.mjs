// Whole workouts before a camera whose count is known.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { filmClip, liveCount, openBrowser, openPage, PATIENCE, start, waitForClip, waitForLive } from './lib/browser.mjs';
import { page as product } from '../wasm/lib/core.mjs';
import { startServer } from './lib/server.mjs';

const { clipPath, countWord, messages } = product;
const CLIPS = { squat: 'browser_squat', dumbbell_curl: 'browser_curl' };
/** The page counts down before it counts; a busy machine shall not miss the first repetition for that. */
const LEAD_S = 8;
/** Chromium plays the file again from its beginning, so everything is asserted while the man still stands at its end. */
const BEFORE_END_MS = 3000;

for (const [exercise, name] of Object.entries(CLIPS)) {
  describe(`a workout: ${exercise}`, () => {
    let server, clip, browser, page, troubles, foreign, policy;

    before(async () => {
      server = await startServer();
      clip = filmClip(name, LEAD_S);
      let context;
      ({ browser, context } = await openBrowser({ camera: clip.file }));
      foreign = [];
      context.on('request', (request) => {
        const own = request.url().startsWith(`${server.url}/`);
        if (!own || request.method() !== 'GET' || request.postDataBuffer()) foreign.push(`${request.method()} ${request.url()}`);
      });
      ({ page, troubles } = await openPage(context));
      // Ways out that are no HTTP request.
      await page.addInitScript(() => {
        window.waysOut = [];
        for (const name of ['RTCPeerConnection', 'WebSocket', 'WebTransport', 'EventSource', 'XMLHttpRequest']) {
          window[name] = class {
            constructor() {
              window.waysOut.push(name);
            }
          };
        }
        navigator.sendBeacon = () => window.waysOut.push('sendBeacon');
      });
      policy = (await page.goto(server.train)).headers()['content-security-policy'];
      await page.waitForSelector('main[data-running=full]', { timeout: PATIENCE });
      await start(page, exercise);
    });

    after(async () => {
      await browser?.close();
      await server?.stop();
      clip?.remove();
    });

    test('is counted exactly', async () => {
      await waitForLive(page, '[data-stage=training]');
      const time_s = await page.$eval('video', (video) => video.currentTime);
      assert.ok(time_s < LEAD_S + clip.truth.reps[0].start_ms / 1000, `counting began ${time_s} s into the clip, too late to see its first repetition`);
      await waitForLive(page, `[data-count="${clip.truth.count}"]`);
      await waitForClip(page, clip, (clip.truth.frames / clip.truth.fps) * 1000 - BEFORE_END_MS);
      assert.equal(await liveCount(page), clip.truth.count);
      assert.equal(await page.textContent('#count'), String(clip.truth.count));
    });

    test('is drawn over the video', async () => {
      const drawn = await page.$eval('.view canvas', (canvas) => {
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        return data.filter((value, i) => i % 4 === 3 && value > 0).length;
      });
      assert.ok(drawn > 1000, `${drawn} pixels of a skeleton`);
    });

    test('is summed up', async () => {
      await page.click('#stop');
      assert.equal(await page.getAttribute('main', 'data-screen'), 'summary');
      assert.equal(await liveCount(page), clip.truth.count);
    });

    test('lets no picture leave: only GET requests without a body, to its own server', async () => {
      assert.deepEqual(foreign, []);
      assert.deepEqual(await page.evaluate(() => window.waysOut), []);
      const requests = server.sent().flatMap((text) => text.split('\r\n\r\n').filter(Boolean));
      assert.ok(requests.length > 8);
      for (const request of requests) {
        assert.match(request, /^GET \/\S* HTTP\/1\.1\r\n/);
        assert.doesNotMatch(request, /^(content-length|transfer-encoding|upgrade):/im);
        assert.ok(request.length < 2000, 'a request is no more than its headers');
      }
    });

    test('speaks every count, by a clip where there is no voice', () => {
      const paths = server.sent().join('').matchAll(/^GET (\/voice\/\S+)/gm);
      const spoken = [...paths].map(([, path]) => path);
      const t = messages.ko;
      const words = Array.from({ length: clip.truth.count }, (_, i) => countWord(i + 1, 'ko'));
      for (const text of [t.placeCamera, t.go, ...words]) assert.ok(spoken.includes(clipPath(text, 'ko')), `${text} was not spoken`);
    });

    test('goes without an error, and without a breach of the page’s strict policy', () => {
      for (const rule of ["script-src 'self' 'wasm-unsafe-eval'", "worker-src 'self'", "connect-src 'self'"]) assert.ok(policy.includes(rule), policy);
      assert.doesNotMatch(policy, /unsafe-inline|'unsafe-eval'/);
      assert.deepEqual(troubles, []);
    });
  });
}
