// A camera's picture into the module's memory: what is there afterwards is what the browser itself would draw.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { build } from 'esbuild';
import { repository } from '../wasm/lib/core.mjs';
import { openBrowser, openPage } from './lib/browser.mjs';

let browser, page;

before(async () => {
  const { outputFiles } = await build({ entryPoints: [`${repository}web/src/engine/readback.ts`], bundle: true, format: 'esm', target: 'es2022', write: false });
  const opened = await openBrowser();
  browser = opened.browser;
  ({ page } = await openPage(opened.context));
  await page.route('http://127.0.0.1/**', (route) =>
    route.fulfill(route.request().url().includes('.js') ? { contentType: 'text/javascript', body: outputFiles[0].text } : { contentType: 'text/html', body: '<title>readback</title>' }));
  await page.goto('http://127.0.0.1/');
  await page.evaluate(() => {
    const AT = 65536;
    const memory = new WebAssembly.Memory({ initial: 64 });
    const bytes = (width, height) => new Uint8Array(memory.buffer, AT, width * height * 4);
    /** A frame as cameras give them (I420), its brightness a slope. */
    const frameOf = (width, height) => {
      const [columns, rows] = [(width + 1) >> 1, (height + 1) >> 1];
      const data = new Uint8Array(width * height + 2 * columns * rows).map((_, i) => (i < width * height ? 16 + (((i % width) + Math.floor(i / width)) % 200) : i % 3 ? 120 : 136));
      return new VideoFrame(data, { format: 'I420', codedWidth: width, codedHeight: height, timestamp: 0 });
    };
    const drawn = (picture, width, height) => {
      const context = new OffscreenCanvas(width, height).getContext('2d');
      context.drawImage(picture, 0, 0);
      return context.getImageData(0, 0, width, height).data;
    };
    globalThis.kit = {
      frameOf,
      fresh: () => import(`/readback.js?${Math.random()}`), // it remembers what failed
      room: (width, height) => bytes(width, height),
      grow: () => memory.grow(16),
      clear: (width, height) => bytes(width, height).fill(0xee),
      /** The largest difference between what was read and what is drawn. */
      apart(picture, width, height) {
        const got = bytes(width, height);
        return drawn(picture, width, height).reduce((most, value, i) => Math.max(most, Math.abs(value - got[i])), 0);
      },
    };
  });
});
after(() => browser?.close());

const SIZES = [[640, 480], [1280, 720], [641, 479], [1, 1]];

test('frames and bitmaps, of odd sizes too', async () => {
  for (const [width, height] of SIZES) {
    for (const what of ['frame', 'bitmap']) {
      const { apart, closed } = await page.evaluate(async ([width, height, what]) => {
        const { frameOf, fresh, room, clear, apart } = globalThis.kit;
        const { readBack } = await fresh();
        const frame = frameOf(width, height);
        const picture = what === 'bitmap' ? await createImageBitmap(frame) : frame.clone();
        clear(width, height);
        await readBack(picture, room);
        return { apart: apart(frame, width, height), closed: (picture.width ?? picture.codedWidth) === 0 };
      }, [width, height, what]);
      assert.ok(apart <= 6, `${what} of ${width} x ${height}: ${apart} apart`);
      assert.ok(closed);
    }
  }
});

test('the memory may grow while a frame is on its way', async () => {
  const apart = await page.evaluate(async () => {
    const { frameOf, fresh, room, clear, grow, apart } = globalThis.kit;
    const { readBack } = await fresh();
    const frame = frameOf(640, 480);
    clear(640, 480);
    const pending = readBack(frame.clone(), room);
    grow();
    await pending;
    return apart(frame, 640, 480);
  });
  assert.ok(apart <= 6, `${apart} apart`);
});

test('a frame that cannot be copied is drawn, and so are those after it', async () => {
  const { apart, asked } = await page.evaluate(async () => {
    const { frameOf, fresh, room, clear, apart } = globalThis.kit;
    const { readBack } = await fresh();
    const asked = [];
    for (let i = 0; i < 2; i++) {
      const frame = frameOf(64, 48);
      const picture = frame.clone();
      picture.copyTo = async () => {
        asked.push(i);
        throw new DOMException('no such format', 'NotSupportedError');
      };
      clear(64, 48);
      await readBack(picture, room);
      asked.push(apart(frame, 64, 48));
    }
    return { apart: Math.max(asked[1], asked[2]), asked };
  });
  assert.equal(asked.length, 3, 'copying is not tried again');
  assert.ok(apart <= 6, `${apart} apart`);
});

test('without room the picture is closed, and the next one is read', async () => {
  const { message, closed, apart } = await page.evaluate(async () => {
    const { frameOf, fresh, room, clear, apart } = globalThis.kit;
    const { readBack } = await fresh();
    const lost = frameOf(64, 48);
    const message = await readBack(lost, () => {
      throw new Error('no memory');
    }).catch((error) => error.message);
    const frame = frameOf(64, 48);
    clear(64, 48);
    await readBack(frame.clone(), room);
    return { message, closed: lost.codedWidth === 0, apart: apart(frame, 64, 48) };
  });
  assert.equal(message, 'no memory');
  assert.ok(closed);
  assert.ok(apart <= 6, `${apart} apart`);
});
