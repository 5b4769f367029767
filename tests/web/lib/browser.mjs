// Debian's Chromium, headless, with a camera made of a file.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const clips = fileURLToPath(new URL('../../data/clips/', import.meta.url));

/** Software rendering, a software camera and the networks share two cores with whatever else runs. */
export const PATIENCE = 120_000;

const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--autoplay-policy=user-gesture-required',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1', // whoever calls elsewhere fails, and is seen
];

/** The clip's truth, and the clip as Chromium's fake camera wants it; `lead_s` seconds of its first picture stand before
 *  it, in which the page gets ready. remove() deletes the copy. */
export function filmClip(name, lead_s) {
  const truth = JSON.parse(readFileSync(join(clips, `${name}.json`), 'utf8'));
  const folder = mkdtempSync(join(tmpdir(), 'aifit-clip-'));
  const file = join(folder, `${name}.mjpeg`);
  execFileSync('ffmpeg', ['-v', 'error', '-i', join(clips, `${name}.mp4`), '-vf', `tpad=start_mode=clone:start_duration=${lead_s}`, '-q:v', '4', file]);
  return { truth, file, lead_s, remove: () => rmSync(folder, { recursive: true }) };
}

/** camera: a clip's file; none: the machine has no camera. The permission is granted unless `denied`. locale: the
 *  visitor's language; timezoneId: his zone, the machine's if none is given. */
export async function openBrowser({ camera = null, denied = false, locale = 'ko-KR', timezoneId } = {}) {
  const args = [...FLAGS];
  if (camera) args.push('--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${camera}`);
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args });
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, reducedMotion: 'reduce', locale, timezoneId });
  context.setDefaultTimeout(PATIENCE);
  if (!denied) await context.grantPermissions(['camera']);
  return { browser, context };
}

/** A page with everything that went wrong in it: script errors, console errors, refused by policy, failed requests. */
export async function openPage(context, url) {
  const page = await context.newPage();
  const troubles = [];
  page.on('pageerror', (error) => troubles.push(`error: ${error.message}`));
  page.on('console', (message) => message.type() === 'error' && troubles.push(`console: ${message.text()}`));
  page.on('response', (response) => response.status() >= 400 && troubles.push(`${response.status()}: ${response.url()}`));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  if (url) await page.goto(url);
  return { page, troubles };
}

/** Chooses the exercise and starts, as soon as there is one to choose. sets, repetitions, rest_s: without them freely. */
export async function start(page, exercise, plan = null) {
  await page.check(`input[name=exercise][value=${exercise}]`, { force: true });
  await page.check(`input[name=mode][value=${plan ? 'sets' : 'free'}]`, { force: true });
  for (const [name, value] of Object.entries(plan ?? {})) {
    await page.fill(`input[name=${name}]`, String(value));
    await page.press(`input[name=${name}]`, 'Tab');
  }
  await page.click('#start');
}

/** Waits until the camera has shown the clip up to `t_ms` of its own time. */
export function waitForClip(page, clip, t_ms) {
  const seconds = clip.lead_s + t_ms / 1000;
  return page.waitForFunction((s) => (document.querySelector('video')?.currentTime ?? 0) >= s, seconds, { timeout: PATIENCE });
}

export const waitForLive = (page, condition) => page.waitForSelector(`main[data-screen=live]${condition}`, { timeout: PATIENCE });
export const liveCount = async (page) => Number(await page.getAttribute('main', 'data-count'));
