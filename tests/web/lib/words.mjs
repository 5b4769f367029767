// The page's words as its own modules hold them, every file of web/src/i18n, and a few of its rules.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { repository } from '../../wasm/lib/core.mjs';

const files = readdirSync(`${repository}web/src/i18n`).filter((file) => file.endsWith('.ts') && !['ko.ts', 'en.ts', 'use.ts'].includes(file));
const { outputFiles } = await build({
  stdin: {
    contents: `
      ${files.map((file) => `export * from './i18n/${file.slice(0, -3)}';`).join('\n')}
      export { SERVER_CODES, SERVER_REASONS } from './api/problem';
      export { within, sideOf } from './ui/photo/crop';
      export { describeAgent } from './pages/profile/user_agent';
      export * as home from './pages/home/figures';
      export { figuresOf } from './pages/workout/figures';
      export { Outbox } from './sync/outbox';
      export { ApiProblem } from './api/problem';
      export { Rest } from './rest';`,
    resolveDir: `${repository}web/src`,
    loader: 'ts',
  },
  bundle: true,
  format: 'esm',
  target: 'es2022',
  write: false,
});
const folder = mkdtempSync(join(tmpdir(), 'aifit-words-'));
writeFileSync(join(folder, 'words.mjs'), outputFiles[0].contents);
export const site = await import(pathToFileURL(join(folder, 'words.mjs')).href);
rmSync(folder, { recursive: true });

/** Every text that is there in both languages, by its name. */
export const allWords = Object.fromEntries(Object.entries(site).filter(([, value]) => value && typeof value === 'object' && 'ko' in value && 'en' in value));
