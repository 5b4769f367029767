// What the built program says of itself: video analysis and trainer; and the size of the page's download.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../tools/reference/browser.mjs';

const build = join(root, 'build');

function aifit(...args) {
  return JSON.parse(execFileSync(join(build, 'aifit'), args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }));
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
  return { 'analyze.frames_per_s': speed.frames_per_s, 'trainer.us_per_frame': trainer.us_per_frame };
}

// Written by the page's build: page, script, style and one of the two cores, gzip.
export function measureDownload() {
  return JSON.parse(readFileSync(join(build, 'download.json'), 'utf8'));
}
