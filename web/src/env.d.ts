/// <reference types="vite/client" />

/** Where the build put the weights (web/build/weights.ts). */
declare module 'virtual:weights' {
  import type { Download } from './engine/protocol';
  export const detector: Download;
  export const landmark: Record<'lite' | 'full' | 'heavy', Download>;
}
