// What Chromium's fake camera sees: an empty room, a photo, or a rendered head that does what the page asks. Chromium reads
// the camera's file anew for every frame, so the file holds one frame, and whatever is to be seen next is written over it.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../../cli/lib/aifit.mjs';
import { newFolder } from '../../server/api.mjs';

const WIDTH = 640, HEIGHT = 480; // as the page asks for, lest Chromium cut or scale
const LUMA = WIDTH * HEIGHT, SIZE = (LUMA * 3) / 2;
const HEADER = `YUV4MPEG2 W${WIDTH} H${HEIGHT} F20:1\nFRAME\n`;
const FRAME_MS = 50;
const NOISE = 3; // levels of brightness: a sensor's, less than what counts as something moving
const ROOM = { rest: [Buffer.alloc(SIZE, 128)] };

/** Pictures of tests/data/face/NAME.mp4 by what is done in them; rest: before the first movement. */
function pictures(name) {
  const file = join(repository, 'tests/data/face', name);
  const args = ['-v', 'error', '-i', `${file}.mp4`, '-vf', `pad=${WIDTH}:${HEIGHT}:-1:0:gray`, '-pix_fmt', 'yuv420p', '-f', 'rawvideo', '-'];
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
  #runs = ROOM;
  #run = ROOM.rest;
  #at = 0;

  constructor() {
    writeSync(this.#descriptor, HEADER, 0);
    this.#write();
  }

  /** From now on somebody stands there; null: nobody. photo: a photo of him. */
  show(name, { photo = false } = {}) {
    const runs = name ? pictures(name) : ROOM;
    this.#runs = photo ? { rest: runs.rest.slice(0, 1) } : runs;
    this.#run = this.#runs.rest;
    this.#at = 0;
    this.#write();
  }

  /** Whoever is there follows what the pages of this context ask. Each picture stays until a page has sent one, so that a slow
   *  machine makes a slow person and not a jerky one. */
  follow(context) {
    context.on('requestfinished', async (request) => {
      if (!/\/frames\/\d+$/.test(request.url())) return;
      const page = request.frame();
      const asked = await page.evaluate(() => document.querySelector('.gesture')?.dataset.move).catch(() => null); // it may be gone
      this.#next(this.#runs[asked] ?? this.#runs.rest);
    });
  }

  #next(wanted) {
    this.#at++;
    if (this.#at < this.#run.length && (this.#run !== this.#runs.rest || this.#run === wanted)) return;
    this.#run = wanted;
    this.#at = 0;
  }

  /** No two pictures of a camera are the same. */
  #write() {
    const frame = Buffer.from(this.#run[this.#at]);
    const from = Math.floor(Math.random() * LUMA);
    for (let i = 0; i < LUMA; i++) frame[i] = Math.min(255, frame[i] + this.#noise[from + i]);
    writeSync(this.#descriptor, frame, 0, SIZE, HEADER.length);
  }

  end() {
    clearInterval(this.#timer);
    closeSync(this.#descriptor);
  }
}
