/** What page and Worker say to each other. */
import type { Picture } from '../camera';
import type { Fault, View } from './aifit';

export interface Download {
  url: string;
  bytes: number;
}

export type Request =
  | { type: 'models'; core: string; detector: Download; landmark: Download }
  | { type: 'exercise'; url: string }
  /** picture is handed over. busy_ms: how long the frame before took, null for the first. */
  | { type: 'frame'; picture: Picture; t_ms: number; busy_ms: number | null }
  | { type: 'place' };

export type Reply =
  | { type: 'progress'; loaded: number; total: number }
  | { type: 'models'; landmark: Download }
  | { type: 'exercise'; url: string; faults: Fault[] }
  /** view: null where the frame could not be used. */
  | { type: 'frame'; view: View | null; tooSlow: boolean }
  | { type: 'failed'; what: 'models' | 'exercise' | 'frame'; message: string };
