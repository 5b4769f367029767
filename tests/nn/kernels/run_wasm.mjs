// Runs a WASI program that only prints: node run_wasm.mjs FILE.wasm. Here, or in Chromium where this Node has no relaxed SIMD.
import { readFileSync } from 'node:fs';
import { openBrowser } from '../../web/lib/browser.mjs';

/** Self-contained: a page gets its source. null: this engine does not take the module. */
async function run(base64) {
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  if (!WebAssembly.validate(bytes)) return null;
  const result = { printed: '', status: 0 };
  const exited = new Error('proc_exit');
  let memory;
  const SUCCESS = 0;
  const NO_SEEK = 70; // ESPIPE
  const wasi_snapshot_preview1 = {
    fd_write(_fd, vectors, count, writtenAt) {
      const view = new DataView(memory.buffer);
      let written = 0;
      for (let i = 0; i < count; i++) {
        const [start, length] = [0, 4].map((word) => view.getUint32(vectors + 8 * i + word, true));
        result.printed += new TextDecoder().decode(new Uint8Array(memory.buffer, start, length));
        written += length;
      }
      view.setUint32(writtenAt, written, true);
      return SUCCESS;
    },
    fd_fdstat_get(_fd, at) {
      new Uint8Array(memory.buffer, at, 24).fill(0); // no terminal
      return SUCCESS;
    },
    fd_seek: () => NO_SEEK,
    fd_close: () => SUCCESS,
    proc_exit(status) {
      result.status = status;
      throw exited;
    },
  };
  const { instance } = await WebAssembly.instantiate(bytes, { wasi_snapshot_preview1 });
  memory = instance.exports.memory;
  try {
    instance.exports._start();
  } catch (error) {
    if (error !== exited) throw error;
  }
  return result;
}

async function runInChromium(base64) {
  const { browser, context } = await openBrowser();
  try {
    return await (await context.newPage()).evaluate(run, base64);
  } finally {
    await browser.close();
  }
}

const base64 = readFileSync(process.argv[2]).toString('base64');
const result = (await run(base64)) ?? (await runInChromium(base64));
if (!result) throw new Error(`${process.argv[2]}: neither Node nor Chromium takes this module`);
process.stdout.write(result.printed);
process.exitCode = result.status;
