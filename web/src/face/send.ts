/** From the mirror to the server: one picture under way at a time, and always the newest. */
import { api } from '../api/client';
import { ApiProblem } from '../api/problem';
import type { Shutter } from './shutter';
import { wait } from './wait';

const PATIENCE_MS = 2000; // where the server names no time
const CONFLICT_MS = 500;

/** How long to wait before the same is tried again. */
export const retryAfter_ms = (problem: ApiProblem): number => (problem.retryAfter_s ? problem.retryAfter_s * 1000 : PATIENCE_MS);

interface Sending<Answer> {
  video: HTMLVideoElement;
  shutter: Shutter;
  /** Address of the pictures, which are numbered from 1 to most. */
  path: string;
  most: number;
  /** From one picture to the next, if the server is quick enough. elapsed_ms: since the last one was taken. */
  interval_ms: (elapsed_ms: number) => number;
  /** true: that was the last. */
  onAnswer: (answer: Answer) => boolean;
  /** The server is busy or out of reach; the next picture comes by itself. */
  onWait: (problem: ApiProblem) => void;
}

/** Sends pictures until the answer is the last one. false: the server knows nothing of them (any more), or had all it
 *  takes. */
export async function sendPictures<Answer>(sending: Sending<Answer>, signal: AbortSignal): Promise<boolean> {
  const { video, shutter, path, most, interval_ms, onAnswer, onWait } = sending;
  for (let number = 1; number <= most; ) {
    const started_ms = performance.now();
    const picture = await shutter.take(video);
    try {
      if (picture) {
        const answer = await api.put<Answer>(`${path}/${number}`, picture);
        signal.throwIfAborted();
        number++;
        if (onAnswer(answer)) return true;
      }
      const elapsed_ms = performance.now() - started_ms;
      await wait(signal, Math.max(0, interval_ms(elapsed_ms) - elapsed_ms));
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof ApiProblem)) throw error;
      if (error.code === 'not_found') return false;
      if (error.code === 'conflict') {
        number++; // the former is still being looked at, though its answer was lost
        await wait(signal, CONFLICT_MS);
      } else if (error.passing && error.code !== 'no_face_login') {
        onWait(error);
        await wait(signal, retryAfter_ms(error));
      } else {
        throw error;
      }
    }
  }
  return false;
}
