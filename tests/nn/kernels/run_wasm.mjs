// Runs a WASI program: node run_wasm.mjs FILE.wasm. Exits 77 (skipped) where this Node cannot run relaxed SIMD.
import { readFile } from 'node:fs/promises';
import v8 from 'node:v8';
import { WASI } from 'node:wasi';

const SKIPPED = 77;
v8.setFlagsFromString('--experimental-wasm-relaxed-simd'); // Node 20 has it behind a flag; newer ones ignore this
const bytes = await readFile(process.argv[2]);
// (func (param v128 v128 v128) (result v128) local.get 0..2, f32x4.relaxed_madd): valid only with relaxed SIMD.
const relaxedProbe = new Uint8Array([
    0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
    1, 8, 1, 0x60, 3, 0x7b, 0x7b, 0x7b, 1, 0x7b,
    3, 2, 1, 0,
    10, 13, 1, 11, 0, 0x20, 0, 0x20, 1, 0x20, 2, 0xfd, 0x85, 0x02, 0x0b,
]);

if (!WebAssembly.validate(bytes)) {
    if (!WebAssembly.validate(relaxedProbe)) {
        console.log(`skipped: Node ${process.version} has no relaxed SIMD`);
        process.exit(SKIPPED);
    }
    console.error('the module is not valid');
    process.exit(1);
}
const wasi = new WASI({ version: 'preview1', returnOnExit: true });
const { instance } = await WebAssembly.instantiate(bytes, wasi.getImportObject?.() ?? { wasi_snapshot_preview1: wasi.wasiImport });
process.exit(wasi.start(instance));
