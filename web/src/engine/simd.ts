/** Which build of the core this browser runs. */

/** A module of one function that returns a v128 made by the given instructions: valid only where they are known. */
function accepts(instructions: number[]): boolean {
  const body = [0 /* no locals */, ...instructions, 0x0b /* end */];
  const code = [1 /* one body */, body.length, ...body];
  return WebAssembly.validate(
    new Uint8Array([
      0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0, // "\0asm", version 1
      1, 5, 1, 0x60, 0, 1, 0x7b, // type section: () -> v128
      3, 2, 1, 0, // function section: one function of type 0
      10, code.length, ...code, // code section
    ]),
  );
}

const F32X4_ZERO = [0x43, 0, 0, 0, 0, 0xfd, 0x13]; // f32.const 0, f32x4.splat
const RELAXED_MADD = [0xfd, 0x85, 0x02]; // f32x4.relaxed_madd

export type Build = 'relaxed' | 'simd';

/** null: this browser has no SIMD and cannot run the core. */
export function pickBuild(): Build | null {
  if (typeof WebAssembly !== 'object') return null;
  if (accepts([...F32X4_ZERO, ...F32X4_ZERO, ...F32X4_ZERO, ...RELAXED_MADD])) return 'relaxed';
  return accepts(F32X4_ZERO) ? 'simd' : null;
}
