// The product's own TypeScript bindings, bundled for Node, and the modules as the build made them.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { build } from 'esbuild';

export const repository = fileURLToPath(new URL('../../..', import.meta.url));

const { outputFiles } = await build({
  stdin: {
    contents: `
      export * from './engine/aifit';
      export * from './engine/exports';
      export { clipPath } from './voice/clip';
      export { countWord } from './voice/numbers';
      export { Voice } from './voice/voice';
      export { Clock } from './clock';
      export { Frames } from './frames';
      export { messages, spokenPhrases } from './i18n';
      export { preferredLanguage } from './i18n/language';`,
    resolveDir: `${repository}web/src`,
    loader: 'ts',
  },
  bundle: true,
  format: 'esm',
  target: 'es2022',
  write: false,
});
// A file and no data: address, which every stack trace would spell out.
const bundle = join(mkdtempSync(join(tmpdir(), 'aifit-bindings-')), 'bindings.mjs');
writeFileSync(bundle, outputFiles[0].contents);
export const page = await import(pathToFileURL(bundle).href);
rmSync(dirname(bundle), { recursive: true });

export const moduleBytes = (build) => readFileSync(`${repository}build/wasm/aifit-${build}.wasm`);

/** Builds that this Node can run. Relaxed SIMD came with V8 11.4; a little before, it was there behind a flag. */
if (!WebAssembly.validate(moduleBytes('relaxed'))) setFlagsFromString('--experimental-wasm-relaxed-simd');
export const builds = ['simd', 'relaxed'].filter((build) => WebAssembly.validate(moduleBytes(build)));

export async function createCore(build) {
  return page.AiFit.create(await WebAssembly.compile(moduleBytes(build)));
}

export function inbox(core, bytes) {
  const box = new page.Inbox(core, bytes.length);
  box.add(bytes);
  return box;
}

export const weights = (file) => readFileSync(`${repository}build/models/${file}`);
