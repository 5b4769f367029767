import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { compress } from './build/compress';
import { exercises } from './build/exercises';
import { licenses } from './build/licenses';
import { voice } from './build/voice';
import { weights } from './build/weights';

const root = fileURLToPath(new URL('.', import.meta.url));
const repository = fileURLToPath(new URL('..', import.meta.url));

export default defineConfig({
  root,
  esbuild: { jsx: 'automatic', jsxImportSource: 'preact' },
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    cssTarget: ['chrome105', 'firefox121', 'safari15.4'], // the first with :has()
    outDir: `${repository}/build/web`,
    emptyOutDir: true,
    assetsInlineLimit: 0, // the page's policy allows no data: address
    modulePreload: { polyfill: false },
    reportCompressedSize: false, // build/compress.ts reports what is really sent
  },
  plugins: [weights(repository), exercises(repository), licenses(repository), voice(repository), compress(repository)],
});
