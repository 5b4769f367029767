/** Words of the page. The type makes a missing or misspelt key a compile error in either language. */
import type { CameraProblem } from '../camera';
import type { Language } from '../engine/aifit';
import { en } from './en';
import { ko } from './ko';

export const MODELS = ['lite', 'full', 'heavy'] as const;
export type ModelName = (typeof MODELS)[number];

export type Problem = CameraProblem | 'no_simd' | 'load_failed' | 'broken';

/** Stable identifiers of the core; tests/wasm asks the module for all of them. */
export type Hint = 'nobody' | 'too_dark' | 'too_close' | 'too_far' | 'move_left' | 'move_right' | 'joints_hidden' | 'turn';
export type Reason = 'too_shallow' | 'too_fast' | 'too_slow' | 'joints_hidden' | 'person_lost' | 'not_the_exercise';

type Plain =
  | 'brand' | 'privacy' | 'otherLanguage' | 'exercise' | 'model' | 'start' | 'back' | 'stop' | 'retry' | 'mute' | 'unmute'
  | 'ready' | 'openingCamera' | 'placeCamera' | 'holdStill' | 'getReady' | 'go' | 'counted' | 'progress' | 'welcomeBack'
  | 'fellBack' | 'tooSlow' | 'setDone' | 'lastSetNext' | 'tenSeconds' | 'wellDone';

export interface Messages extends Record<Plain, string> {
  models: Record<ModelName, string>;
  modelNotes: Record<ModelName, string>;
  loading: (percent: number) => string;
  hints: Record<Hint, string>;
  reasons: Record<Reason, string>;
  problems: Record<Problem, { title: string; text: string }>;
}

export const messages: Record<Language, Messages> = { ko, en };

/** Phrases that are spoken, beside counts and the exercise's own faults: the build makes clips of them. */
export function spokenPhrases(t: Messages): string[] {
  return [t.placeCamera, t.go, t.welcomeBack, t.setDone, t.lastSetNext, t.tenSeconds, t.wellDone, ...Object.values(t.hints), ...Object.values(t.reasons)];
}
