/** What is said aloud before the camera, when logging in and when registering: the build makes clips of it. */
import type { Language } from '../engine/aifit';
import { enrolWords } from './enrol';
import { faceWords } from './face';

export function spokenFacePhrases(language: Language): string[] {
  const t = faceWords[language];
  const { asks, doneTitle } = enrolWords[language];
  const refusals = Object.values(t.reasons).map(({ title }) => title);
  return [t.look, t.welcomeSpoken, t.passwordTitle, ...Object.values(t.steps), ...Object.values(t.hints), ...refusals, ...Object.values(asks), doneTitle];
}
