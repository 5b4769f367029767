// What Chromium's fake camera sees: an empty room, a photo, or a rendered head that does what the page asks and is lit by the
// colours that it shows. Chromium reads the camera's file anew for every frame, so the file holds one frame, and whatever is to be seen next is written over it.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../../cli/lib/aifit.mjs';
import { newFolder } from '../../server/api.mjs';
import { COLOURS, litBy } from '../../server/faces.mjs';

const WIDTH = 640, HEIGHT = 480; // as the page asks for, lest Chromium cut or scale
const LUMA = WIDTH * HEIGHT, SIZE = (LUMA * 3) / 2;
const HEADER = `YUV4MPEG2 W${WIDTH} H${HEIGHT} F20:1\nFRAME\n`;
const FRAME_MS = 50;
const NOISE = 3; // levels of brightness: a sensor's, less than what counts as something moving
const ROOM = { rest: [Buffer.alloc(SIZE, 128)] };

/** Pictures of tests/data/face/NAME.mp4 by what is done in them; rest: before the first movement. light: the screen's. */
function pictures(name, light) {
  const file = join(repository, 'tests/data/face', name);
  const args = ['-v', 'error', '-i', `${file}.mp4`, '-vf', `${litBy(light)},pad=${WIDTH}:${HEIGHT}:-1:0:gray`, '-pix_fmt', 'yuv420p', '-f', 'rawvideo', '-'];
  const film = execFileSync('ffmpeg', args, { maxBuffer: 256 * SIZE });
  const [, ...rows] = readFileSync(`${file}.txt`, 'utf8').trim().split('\n');
  const runs = {};
  for (const [i, row] of rows.entries()) {
    const doing = row.split(' ')[1];
    if (doing === 'rest' && Object.keys(runs).length > 1) continue;
    (runs[doing] ??= []).push(film.subarray(i * SIZE, (i + 1) * SIZE));
  }
  return runs;
}

export class Camera {
  file = join(newFolder(), 'camera.y4m');
  #descriptor = openSync(this.file, 'w');
  #noise = randomBytes(2 * LUMA).map((byte) => byte % (NOISE + 1));
  #timer = setInterval(() => this.#write(), FRAME_MS);
  #make = () => ROOM; // the pictures in some light
  #films = new Map(); // those that were needed, by the light
  #light = null;
  lights = []; // that the page has shown: { light, at_ms }
  #doing = 'rest';
  #at = 0;

  constructor() {
    writeSync(this.#descriptor, HEADER, 0);
    this.#write();
  }

  /** From now on somebody stands there; null: nobody. photo: a photo of him; film: pictures that no screen lights. */
  show(name, { photo = false, film = false } = {}) {
    const still = ({ rest }) => ({ rest: rest.slice(0, 1) });
    this.#make = !name ? () => ROOM : photo ? () => still(pictures(name)) : (light) => pictures(name, film ? null : light);
    this.#films.clear();
    if (name && !photo) for (const light of COLOURS) this.#films.set(light, this.#make(light)); // each takes too long to be made in time
    this.#light = null;
    this.lights = [];
    this.#doing = 'rest';
    this.#at = 0;
    this.#write();
  }

  get #runs() {
    if (!this.#films.has(this.#light)) this.#films.set(this.#light, this.#make(this.#light));
    return this.#films.get(this.#light);
  }

  /** Whoever is there follows what the pages of this context ask, in the light that they show. Each picture stays until a page has
   *  sent one, so that a slow machine makes a slow person and not a jerky one. */
  async follow(context) {
    context.on('requestfinished', async (request) => {
      if (!/\/frames\/\d+$/.test(request.url())) return;
      const page = request.frame();
      const asked = await page.evaluate(() => document.querySelector('.gesture')?.dataset.move).catch(() => null); // it may be gone
      this.#next(asked in this.#runs ? asked : 'rest');
    });
    await context.exposeFunction('shine', (light, at_ms) => {
      this.#light = light;
      this.lights.push({ light, at_ms });
      this.#write();
    });
    await context.addInitScript(() => {
      let shown = null;
      const look = () => {
        const light = document.querySelector('.shining')?.style.getPropertyValue('--light') ?? null;
        if (light !== shown) globalThis.shine((shown = light), performance.now());
      };
      new MutationObserver(look).observe(document, { subtree: true, childList: true, attributeFilter: ['class', 'style'] });
    });
  }

  #next(wanted) {
    this.#at++;
    if (this.#at < this.#runs[this.#doing].length && (this.#doing !== 'rest' || this.#doing === wanted)) return;
    this.#doing = wanted;
    this.#at = 0;
  }

  /** No two pictures of a camera are the same. */
  #write() {
    const frame = Buffer.from(this.#runs[this.#doing][this.#at]);
    const from = Math.floor(Math.random() * LUMA);
    for (let i = 0; i < LUMA; i++) frame[i] = Math.min(255, frame[i] + this.#noise[from + i]);
    writeSync(this.#descriptor, frame, 0, SIZE, HEADER.length);
  }

  end() {
    clearInterval(this.#timer);
    closeSync(this.#descriptor);
  }
}
