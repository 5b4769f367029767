// Visitors before a camera: rendered heads whose frames follow what the server asks for.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { repository } from '../cli/lib/aifit.mjs';
import { expect } from './api.mjs';

const FRAME_MS = 150;
export const COLOURS = ['#ffb454', '#5a9cff', '#4dff6a', '#ff5cf0']; // of src/face/light.c
const SHARE = 0.3; // of the light on the face, the screen's, were it white

// A filter of ffmpeg: the middle of the picture, where the head is, lit by a screen of that colour ("#rrggbb"; null: none), the
// room not.
export function litBy(colour) {
  if (!colour) return 'null';
  const linear = (part) => (parseInt(colour.slice(part, part + 2), 16) / 255) ** 2.2;
  const [r, g, b] = [1, 3, 5].map((part) => ((1 + SHARE * linear(part)) ** (1 / 2.2)).toFixed(4));
  return `split[all][head];[head]crop=iw*0.54:ih*0.84:iw*0.23:ih*0.08,lutrgb=r=val*${r}:g=val*${g}:b=val*${b}[lit];[all][lit]overlay=main_w*0.23:main_h*0.08`;
}
const clips = new Map();

// Frames of tests/data/face/NAME.mp4 as JPEGs, and what is done in each: [{doing, jpeg}]. filter: of ffmpeg, after decoding.
export function clip(name, filter = 'null') {
  const key = `${name} ${filter}`;
  if (!clips.has(key)) {
    const folder = join(repository, 'tests/data/face'), out = mkdtempSync(join(tmpdir(), 'aifit-face-'));
    execFileSync('ffmpeg', ['-v', 'error', '-i', join(folder, `${name}.mp4`), '-vf', filter, '-q:v', '4', join(out, '%03d.jpg')]);
    const [, ...rows] = readFileSync(join(folder, `${name}.txt`), 'utf8').trim().split('\n');
    const jpegs = readdirSync(out).sort().map((file) => readFileSync(join(out, file)));
    rmSync(out, { recursive: true });
    clips.set(key, rows.map((row, i) => ({ doing: row.split(' ')[1], jpeg: jpegs[i] })));
  }
  return clips.get(key);
}

// The frames of a movement and those at rest before and after it.
export function movement(frames, name) {
  const first = frames.findIndex((f) => f.doing === name);
  let last = first;
  while (frames[last + 1]?.doing === name) last++;
  while (frames[last + 1]?.doing === 'rest') last++;
  return frames.slice(first, last + 1).map((f) => f.jpeg);
}

class Unseen extends Error {}

// One who does what is asked, with the frames of a clip that has all movements, each once, before a screen that shines on him (lit:
// false: his pictures are fed in from elsewhere). sent: the frames so far; last_ms: how long the last answer took; busy: how often
// the server was.
export class Visitor {
  constructor(client, name = 'man', { lit = true } = {}) {
    const frames = clip(name);
    const still = frames.findIndex((f) => f.doing !== 'rest');
    Object.assign(this, { client, name, lit, frames, waiting: frames.slice(0, still).map((f) => f.jpeg), sent: [], at: undefined, number: 0, last_ms: undefined, busy: 0 });
  }

  async begin(email) {
    const begun = expect(await this.client.post('/face/challenges', email ? { email } : {}), 201);
    Object.assign(this, { key: begun.key, state: begun.state, number: 0 });
    return this;
  }

  // As the camera sees it in the light of what the server has asked the page to show.
  seen(jpeg) {
    const i = this.lit ? this.frames.findIndex((f) => f.jpeg === jpeg) : -1;
    return i < 0 ? jpeg : clip(this.name, litBy(this.state.light))[i].jpeg;
  }

  // A frame under the next number, as often as the server is too busy.
  async show(picture, client = this.client) {
    const jpeg = this.seen(picture);
    this.number++;
    let answer;
    do {
      await sleep(Math.max(0, (this.at ?? 0) + FRAME_MS - performance.now()));
      this.at = performance.now();
      answer = await client.put(`/face/challenges/${this.key}/frames/${this.number}`, jpeg, { type: 'image/jpeg' });
      this.busy += answer.status === 503;
    } while (answer.status === 503);
    this.last_ms = performance.now() - this.at;
    this.state = answer.status === 404 ? { ...this.state, state: 'refused', reason: 'late' } : expect(answer, 200);
    this.sent.push(jpeg);
    return this.state;
  }

  get open() {
    return ['look', 'move'].includes(this.state.state);
  }

  async perform(jpegs) {
    const step = this.state.step;
    for (const jpeg of jpegs) {
      if (!this.open || this.state.step !== step) return;
      await this.show(jpeg);
    }
  }

  async answer(email) {
    await this.begin(email);
    await this.perform(this.waiting);
    while (this.open) {
      const done = this.state.steps_done;
      await this.perform(movement(this.frames, this.state.step));
      if (this.open && this.state.steps_done === done) throw new Unseen(`${this.state.step} was not seen: ${JSON.stringify(this.state)}`);
    }
    return this.state;
  }

  // As above, with as many challenges as it takes to get one of movements that are seen (a beard hides a mouth) and, up to three
  // times, as are held not to be alive: the head named "other" looks flat in one of twenty, as it turns left under some orders of
  // colours.
  async answerInTheEnd(email) {
    for (let again = 3; ; )
      try {
        const state = await this.answer(email);
        if (state.reason !== 'not_live' || again-- === 0) return state;
      } catch (error) {
        if (!(error instanceof Unseen)) throw error;
      }
  }

  finish = (body = {}) => this.client.post(`/face/challenges/${this.key}/session`, body);
}

export async function enrol(client, { name = 'man', body = { consent: true }, frames = clip(name) } = {}) {
  const { key } = expect(await client.post('/me/face/enrolments', body), 201);
  let state, number = 0;
  for (const { doing, jpeg } of frames) {
    if (!/^(rest|turn_left|turn_right)$/.test(doing)) break;
    state = expect(await client.put(`/me/face/enrolments/${key}/frames/${++number}`, jpeg, { type: 'image/jpeg' }), 200);
    if (state.state !== 'running') break;
  }
  return { key, state, number };
}
