// What the page does when something is missing, and its switches.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { filmClip, openBrowser, openPage, PATIENCE, start, waitForLive } from './lib/browser.mjs';
import { page as product } from '../wasm/lib/core.mjs';
import { startServer } from './lib/server.mjs';
import { site } from './lib/words.mjs';

const { messages } = product;

let server, clip;
before(async () => {
  server = await startServer();
  clip = filmClip('browser_squat', 1);
});
after(async () => {
  await server?.stop();
  clip?.remove();
});

describe('without a usable camera', () => {
  let browser;
  afterEach(() => browser?.close());

  const problem = (page) => page.waitForSelector('[data-problem]', { timeout: PATIENCE }).then((box) => box.getAttribute('data-problem'));

  test('no camera is said, in both languages, and the page can be used on', async () => {
    let context;
    ({ browser, context } = await openBrowser());
    const { page } = await openPage(context, server.train);
    await start(page, 'squat');
    assert.equal(await problem(page), 'no_camera');
    assert.match(await page.textContent('[role=alert]'), new RegExp(messages.ko.problems.no_camera.title));
    await page.click('#language');
    assert.match(await page.textContent('[role=alert]'), new RegExp(messages.en.problems.no_camera.title));
    assert.ok(await page.isEnabled('#start'));
  });

  test('the first visit is in the visitor\'s language, until another is chosen', async () => {
    let context;
    ({ browser, context } = await openBrowser({ locale: 'en-US' }));
    const { page } = await openPage(context, server.train);
    assert.equal(await page.getAttribute('html', 'lang'), 'en');
    await page.click('#language');
    await page.reload();
    assert.equal(await page.getAttribute('html', 'lang'), 'ko');
  });

  test('a denied camera is said, and how to allow it', async () => {
    let context;
    ({ browser, context } = await openBrowser({ camera: clip.file, denied: true }));
    const { page } = await openPage(context, server.train);
    const cdp = await browser.newBrowserCDPSession();
    await cdp.send('Browser.setPermission', { permission: { name: 'camera' }, setting: 'denied', origin: server.url }).catch(() => undefined);
    await start(page, 'squat');
    assert.equal(await problem(page), 'denied');
  });

  test('an address where browsers allow no camera is said', async () => {
    let context;
    ({ browser, context } = await openBrowser({ camera: clip.file }));
    const { page } = await openPage(context);
    // What a page sees on http:// of another machine.
    await page.addInitScript(() => {
      Object.defineProperty(Navigator.prototype, 'mediaDevices', { get: () => undefined });
      Object.defineProperty(window, 'isSecureContext', { get: () => false });
    });
    await page.goto(server.train);
    await start(page, 'squat');
    assert.equal(await problem(page), 'insecure');
  });

  test('a browser without SIMD is told so, and is offered no start', async () => {
    let context;
    ({ browser, context } = await openBrowser({ camera: clip.file }));
    const { page } = await openPage(context);
    await page.addInitScript(() => {
      WebAssembly.validate = () => false;
    });
    await page.goto(server.train);
    assert.equal(await problem(page), 'no_simd');
    assert.equal(await page.locator('#start').count(), 0);
  });

  test('a browser with neither relaxed SIMD nor video frames gets the other module, and counts', async () => {
    let context;
    ({ browser, context } = await openBrowser({ camera: clip.file }));
    const { page } = await openPage(context);
    await page.addInitScript(() => {
      const validate = WebAssembly.validate;
      WebAssembly.validate = (bytes) => bytes.length < 40 && validate(bytes); // the probe for relaxed SIMD is the longer one
      delete window.VideoFrame;
    });
    const fetched = [];
    page.on('request', (request) => fetched.push(request.url()));
    await page.goto(server.train);
    await page.waitForSelector('main[data-running=full]', { timeout: PATIENCE });
    assert.ok(fetched.some((url) => /aifit-simd-.*\.wasm$/.test(url)));
    assert.ok(!fetched.some((url) => /aifit-relaxed-.*\.wasm$/.test(url)));
    await start(page, 'squat');
    await waitForLive(page, '[data-count="1"]');
  });

  test('weights that do not arrive are said, and tried again on request', async () => {
    let context;
    ({ browser, context } = await openBrowser({ camera: clip.file }));
    const { page } = await openPage(context);
    await context.route('**/*.tflite', (route) => route.abort());
    await page.goto(server.train);
    assert.equal(await problem(page), 'load_failed');
    await context.unroute('**/*.tflite');
    await page.click('#retry');
    await page.waitForSelector('main[data-running=full]', { timeout: PATIENCE });
    assert.equal(await page.locator('[data-problem]').count(), 0);
  });
});

describe('with a camera', () => {
  let browser, context, page, troubles;

  before(async () => {
    ({ browser, context } = await openBrowser({ camera: clip.file }));
  });
  after(() => browser?.close());
  afterEach(() => page?.close());

  const open = async () => {
    ({ page, troubles } = await openPage(context, server.train));
    await page.waitForSelector('main[data-screen=start]');
  };

  test('language and sound are remembered; every screen has both languages', async () => {
    await open();
    assert.equal(await page.getAttribute('html', 'lang'), 'ko');
    assert.match(await page.textContent('main'), new RegExp(site.trainWords.ko.visitor));
    assert.doesNotMatch(await page.textContent('main'), new RegExp(site.trainWords.en.visitor));
    await page.click('#language');
    await page.click('#mute');
    await page.reload();
    assert.equal(await page.getAttribute('html', 'lang'), 'en');
    assert.equal(await page.getAttribute('#mute', 'aria-pressed'), 'true');
    for (const text of [site.trainWords.en.visitor, messages.en.start, messages.en.privacy]) {
      assert.ok((await page.textContent('main')).includes(text));
    }
    const korean = /[가-힣]/;
    const foreign = await page.$$eval('main *:not(#language)', (all) => all.filter((e) => !e.children.length).map((e) => e.textContent));
    for (const text of foreign) assert.doesNotMatch(text, korean);
    await page.evaluate(() => localStorage.clear());
  });

  test('what is being typed stays while the page draws itself anew; what cannot be goes back', async () => {
    await open();
    const field = page.locator('input[name=repetitions]');
    await field.fill('7');
    await page.evaluate(() => document.querySelector('#mute').click()); // as loading does, many times a second
    await page.waitForSelector('#mute[aria-pressed=true]');
    assert.equal(await field.inputValue(), '7');
    await field.press('Tab');
    await page.evaluate(() => document.querySelector('#mute').click());
    await page.waitForSelector('#mute[aria-pressed=false]');
    assert.equal(await field.inputValue(), '7');
    for (const [typed, kept] of [['', '7'], ['9999', '200'], ['0', '1']]) {
      await field.fill(typed);
      await field.press('Tab');
      await page.waitForFunction((value) => document.querySelector('input[name=repetitions]').value === value, kept);
    }
    await page.evaluate(() => localStorage.clear());
  });

  test('muted, the page is silent', async () => {
    await open();
    await page.click('#mute');
    const sentBefore = server.sent().join('').length;
    await start(page, 'squat');
    await waitForLive(page, '[data-stage=training]');
    await waitForLive(page, '[data-count="1"]');
    assert.doesNotMatch(server.sent().join('').slice(sentBefore), /GET \/voice\//);
    await page.evaluate(() => localStorage.clear());
  });

  test('a voice of the browser speaks where there is one, in the chosen language', async () => {
    await open();
    await page.addInitScript(() => {
      window.spoken = [];
      window.beats = []; // of the countdown, as shown; a busy machine may see too few frames for each
      new MutationObserver(() => {
        const beat = Number(document.querySelector('main')?.dataset.beat ?? 0);
        if (beat && beat !== window.beats.at(-1)) window.beats.push(beat);
      }).observe(document, { subtree: true, attributes: true, attributeFilter: ['data-beat'] });
      const voices = [{ lang: 'de-DE' }, { lang: 'en-GB' }, { lang: 'ko-KR' }];
      Object.defineProperty(window, 'speechSynthesis', {
        value: {
          getVoices: () => voices,
          cancel: () => {},
          speak: (utterance) => {
            window.spoken.push(`${utterance.lang} ${utterance.text}`);
            setTimeout(() => utterance.onend?.(), 0);
          },
        },
      });
      window.SpeechSynthesisUtterance = class {
        constructor(text) {
          this.text = text;
        }
      };
    });
    for (const [language, voice, words, go] of [['ko', 'ko-KR', ['', '하나', '둘', '셋'], '시작'], ['en', 'en-GB', ['', '1', '2', '3'], 'Go']]) {
      await page.goto(server.train);
      if (language === 'en') await page.click('#language');
      await start(page, 'squat');
      await waitForLive(page, '[data-count="1"]');
      const { spoken, beats } = await page.evaluate(() => ({ spoken: window.spoken, beats: window.beats }));
      const counts = [...beats.map((beat) => words[beat]), go, words[1]].map((word) => `${voice} ${word}`);
      assert.ok(beats.length > 0);
      assert.equal(spoken[0], `${voice} ${messages[language].placeCamera}`);
      assert.deepEqual(spoken.filter((text) => counts.includes(text)).slice(0, counts.length), counts);
    }
    await page.evaluate(() => localStorage.clear());
  });

  test('when frames take too long, the page falls back to the light model, says so and counts on', async () => {
    const worker = '**/worker-*.js';
    await context.route(worker, async (route) => {
      const response = await route.fetch();
      const slow = `{
        const copyTo = VideoFrame.prototype.copyTo;
        VideoFrame.prototype.copyTo = function (...args) {
          const until = performance.now() + 120;
          while (performance.now() < until);
          return copyTo.apply(this, args);
        };
      }\n`;
      await route.fulfill({ response, body: slow + (await response.text()) });
    });
    await open();
    await start(page, 'squat');
    await waitForLive(page, '[data-running=lite]');
    await page.waitForFunction((text) => document.querySelector('.slow')?.textContent === text, messages.ko.tooSlow, { timeout: PATIENCE });
    assert.equal(await page.getAttribute('main', 'data-stage'), 'training');
    await context.unroute(worker);
  });

  test('hidden, the page closes the camera; shown again, it places the person and keeps the count', async () => {
    await open();
    await start(page, 'squat');
    await waitForLive(page, '[data-count="1"]');
    const show = (hidden) =>
      page.evaluate((value) => {
        Object.defineProperty(document, 'hidden', { value, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      }, hidden);
    await page.evaluate(() => (window.track = document.querySelector('video').srcObject.getVideoTracks()[0]));
    await show(true);
    assert.equal(await page.evaluate(() => window.track.readyState), 'ended');
    assert.equal(await page.$eval('video', (video) => video.srcObject), null);
    await show(false);
    assert.equal(await page.getAttribute('main', 'data-stage'), 'placing');
    assert.equal(await page.getAttribute('main', 'data-count'), '1');
    await waitForLive(page, '[data-stage=countdown]');
    await waitForLive(page, '[data-stage=training][data-count="2"]');
    assert.deepEqual(troubles, []);
  });

  test('a camera that goes away is opened again with the count kept; with none left that is said', async () => {
    await open();
    await start(page, 'squat');
    await waitForLive(page, '[data-count="1"]');
    const unplug = () =>
      page.evaluate(() => {
        const [track] = document.querySelector('video').srcObject.getVideoTracks();
        track.stop();
        track.dispatchEvent(new Event('ended')); // comes by itself only when the device goes
      });
    await unplug();
    assert.equal(await page.getAttribute('main', 'data-stage'), 'placing');
    assert.equal(await page.getAttribute('main', 'data-count'), '1');
    await waitForLive(page, '[data-stage=training]');
    await page.evaluate(() => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('gone', 'NotFoundError'));
    });
    await unplug();
    await page.waitForSelector('[data-problem=no_camera]', { timeout: PATIENCE });
    assert.deepEqual(troubles, []);
  });

  test('help in placing never contradicts itself', async () => {
    await open();
    await page.waitForSelector('main[data-running=full]', { timeout: PATIENCE });
    await page.evaluate(() => {
      window.shown = new Set();
      new MutationObserver(() => {
        const [help, words] = ['.help', '.words'].map((part) => document.querySelector(part)?.textContent ?? '');
        if (help && words) window.shown.add(`${help} / ${words}`);
      }).observe(document.body, { subtree: true, childList: true, characterData: true });
    });
    await start(page, 'squat');
    await waitForLive(page, '[data-stage=training]');
    const { hints, placeCamera } = messages.ko;
    assert.deepEqual(await page.evaluate(() => [...window.shown]), [`${hints.nobody} / ${placeCamera}`]);
  });

  test('everything can be done from the keyboard', async () => {
    await open();
    await page.evaluate(() => localStorage.clear());
    await page.reload();
    await page.waitForSelector('main[data-running=full]', { timeout: PATIENCE });
    const focused = () => page.evaluate(() => document.activeElement.name || document.activeElement.id);
    const seen = [];
    while (seen.at(-1) !== 'start' && seen.length < 20) {
      await page.keyboard.press('Tab');
      seen.push(await focused());
    }
    assert.deepEqual(seen.filter(Boolean), ['language', 'mute', 'exercise', 'mode', 'sets', 'repetitions', 'rest_s', 'start']); // links have no name
    await page.keyboard.press('Enter');
    await waitForLive(page, '');
    while ((await focused()) !== 'stop') await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForSelector('main[data-screen=summary]');
  });
});
