/** Waiting that can be cut short or called off. */

export type Occasion = readonly [target: EventTarget, event: string];

/** Resolves after ms (null: never by itself) or at the first of the occasions, and says whether one came; rejects once the
 *  signal is aborted. */
export function wait(signal: AbortSignal, ms: number | null, ...occasions: Occasion[]): Promise<boolean> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const timer = ms === null ? undefined : setTimeout(() => finish(() => resolve(false)), ms);
    const over = () => finish(() => resolve(true));
    const abort = () => finish(() => reject(signal.reason));
    const finish = (then: () => void) => {
      clearTimeout(timer);
      for (const [target, event] of occasions) target.removeEventListener(event, over);
      signal.removeEventListener('abort', abort);
      then();
    };
    for (const [target, event] of occasions) target.addEventListener(event, over);
    signal.addEventListener('abort', abort);
  });
}
