// What the built program says of itself: video analysis and trainer; how soon it has an answer; and the size of the page's download.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../tools/reference/browser.mjs';
import { median } from './median.mjs';

const build = join(root, 'build');

function aifit(...args) {
  return JSON.parse(execFileSync(join(build, 'aifit'), args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }));
}

// From the start of the program to the end of one that has found the body in a photo, with full.
function firstLandmark() {
  const photo = join(build, 'bench/photo.jpg');
  execFileSync('ffmpeg', ['-v', 'error', '-y', '-i', join(root, 'tests/data/clips/squat_front_good.mp4'), '-frames:v', '1', '-q:v', '3', photo]);
  return median(Array.from({ length: 15 }, () => {
    const start = performance.now();
    execFileSync(join(build, 'aifit'), ['pose', photo, '--json', '-'], { stdio: 'ignore' });
    return performance.now() - start;
  }));
}

// A committed squat clip, scaled to 1280x720 so that decoding costs what a phone's video costs.
function clip720() {
  const path = join(build, 'bench/clip720.mp4');
  mkdirSync(join(build, 'bench'), { recursive: true });
  const scale = 'scale=1280:720:force_original_aspect_ratio=decrease,pad=1280:720:-1:-1';
  execFileSync('ffmpeg', ['-v', 'error', '-y', '-i', join(root, 'tests/data/clips/squat_front_good.mp4'), '-vf', scale,
    '-an', '-c:v', 'libx264', '-preset', 'veryfast', '-pix_fmt', 'yuv420p', path]);
  return path;
}

export function measureProgram() {
  const { speed } = aifit('analyze', clip720(), '--exercise', 'squat', '--model', 'full', '--threads', '1', '--json', '-');
  const { trainer } = aifit('bench', '--json');
  return { 'analyze.frames_per_s': speed.frames_per_s, 'start.first_landmark_ms': firstLandmark(), 'trainer.us_per_frame': trainer.us_per_frame };
}

// Written by the page's build: page, script, style and one of the two cores, gzip.
export function measureDownload() {
  return JSON.parse(readFileSync(join(build, 'download.json'), 'utf8'));
}
