import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

const COMPRESSIBLE = /\.(html|js|css|wasm|json|svg)$/;
/** What a browser needs before weights and exercises: page, script, style, and one of the two cores. */
const RUNTIME = /\.(html|js|css|wasm)$/;

/** Writes .br and .gz beside each file that gains by it, and the size of the runtime download to build/download.json. */
export function compress(repository: string): Plugin {
  let folder = '';
  return {
    name: 'aifit-compress',
    apply: 'build',
    configResolved(config) {
      folder = config.build.outDir;
    },
    closeBundle() {
      const files = (readdirSync(folder, { recursive: true }) as string[]).filter((file) => COMPRESSIBLE.test(file));
      const sent = new Map<string, number>();
      for (const file of files) {
        const bytes = readFileSync(join(folder, file));
        const size = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
        const brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, ...size } });
        const gzip = gzipSync(bytes, { level: 9 });
        if (brotli.length < bytes.length) writeFileSync(join(folder, `${file}.br`), brotli);
        if (gzip.length < bytes.length) writeFileSync(join(folder, `${file}.gz`), gzip);
        // Over plain http browsers ask for gzip only, so that is what is held against the limit.
        if (RUNTIME.test(file)) sent.set(file, Math.min(gzip.length, bytes.length));
      }
      const cores = [...sent].filter(([file]) => file.endsWith('.wasm')).map(([, bytes]) => bytes);
      const rest = [...sent].filter(([file]) => !file.endsWith('.wasm')).map(([, bytes]) => bytes);
      const kb = (rest.reduce((a, b) => a + b, 0) + Math.max(...cores)) / 1000;
      writeFileSync(`${repository}/build/download.json`, `${JSON.stringify({ 'download.kb': Number(kb.toFixed(1)) })}\n`);
      console.log(`page: ${kb.toFixed(1)} kB to download before the weights (limit 300)`);
    },
  };
}
