// Holds the sources against the house rules: who may include whom (docs/architecture.md), sizes, workplace words.
// Usage: node tools/check_includes.mjs
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const core = ['base', 'nn', 'vision', 'network', 'pose', 'trainer'];
const allowed = {
    base: [],
    media: ['base', 'vision'],
    nn: ['base'],
    vision: ['base'],
    network: ['base', 'nn', 'vision'],
    pose: ['base', 'nn', 'vision', 'network'],
    face: ['base', 'nn', 'vision', 'network'],
    trainer: ['base'],
    store: ['base'],
    server: [...core, 'face', 'media', 'store'],
    cli: [...core, 'face', 'media', 'store', 'server'],
    wasm: core,
};
// Public headers that a room may see beside status.h; the trainer knows fit_pose and nothing else of seeing.
const publicHeaders = {
    base: [],
    media: ['image', 'pose'],
    nn: ['nn'],
    store: [],
    vision: ['image'],
    network: ['image', 'nn'],
    pose: ['image', 'nn', 'pose', 'tracker'],
    face: ['face', 'image', 'nn'],
    trainer: ['pose', 'trainer'],
};
const lineLimit = { c: 1000, h: 200 };

const problems = [];
const files = execFileSync('git', ['ls-files', '*.c', '*.h'], { encoding: 'utf8' }).trim().split('\n');

function checkInclude(file, room, target) {
    const [first, second] = target.split('/');
    if (first === 'aifit') {
        const header = second.replace(/\.h$/, '');
        if (header !== 'status' && publicHeaders[room] && !publicHeaders[room].includes(header))
            problems.push(`${file}: ${room} may not include ${target}`);
    } else if (first in allowed && first !== room && !allowed[room].includes(first)) {
        problems.push(`${file}: ${room} may not include ${target}`);
    } else if (room === 'server' && target.startsWith('media/video/')) {
        problems.push(`${file}: the server loads no video codec`);
    }
}

for (const file of files) {
    const text = readFileSync(file, 'utf8');
    const lines = text.split('\n').length - 1;
    const limit = lineLimit[file.slice(-1)];
    if (lines > limit) problems.push(`${file}: ${lines} lines, at most ${limit}`);
    const room = file.match(/^src\/([a-z]+)\//)?.[1];
    if (!room) continue;
    if (!(room in allowed)) {
        problems.push(`${file}: unknown room ${room}`);
        continue;
    }
    for (const [, target] of text.matchAll(/^\s*#\s*include\s*"([^"]+)"/gm)) {
        if (target.includes('..')) problems.push(`${file}: relative include ${target}`);
        else checkInclude(file, room, target);
    }
}

for (const problem of problems) console.error(`check_includes: ${problem}`);
process.exit(problems.length ? 1 : 0);
