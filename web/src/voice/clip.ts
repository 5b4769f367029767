/** Where the pre-made clip of a phrase lies; the build writes them by the same rule. */
import type { Language } from '../engine/aifit';

/** FNV-1a, 32 bits, over UTF-16 code units: short names, and no table of them in the page. */
export function clipPath(text: string, language: Language): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return `/voice/${language}/${(hash >>> 0).toString(16).padStart(8, '0')}.mp3`;
}

/** Counts that have a clip; further ones are shown, and spoken where the browser has a voice. */
export const CLIP_COUNTS = 50;
