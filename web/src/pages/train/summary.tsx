import type { Reason } from '../../i18n';
import { exerciseName, type ScreenProps } from './parts';

function tally<Key>(keys: Key[]): [Key, number][] {
  const counts = new Map<Key, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]);
}

export function Summary({ workout, state, t }: ScreenProps) {
  const faults = tally(state.reps.flat());
  const rejected: [Reason, number][] = tally(state.rejected);
  return (
    <main class="summary" data-screen="summary" data-count={state.count}>
      <div class="column">
        <p class="label">{exerciseName(state)}</p>
        <h1>{state.count ? t.total(state.count) : t.nothingCounted}</h1>
        {faults.length > 0 && (
          <section>
            <h2>{t.watchOut}</h2>
            <ul>
              {faults.map(([fault, n]) => (
                <li key={fault}><span>{state.faults[fault]?.text[state.language]}</span><b>{t.times(n)}</b></li>
              ))}
            </ul>
          </section>
        )}
        {state.count > 0 && faults.length === 0 && <p class="praise">{t.goodForm}</p>}
        {rejected.length > 0 && (
          <section>
            <h2>{t.notCounted}</h2>
            <ul>
              {rejected.map(([reason, n]) => <li key={reason}><span>{t.reasons[reason]}</span><b>{t.times(n)}</b></li>)}
            </ul>
          </section>
        )}
        <div class="actions">
          <button type="button" class="button primary large" id="again" onClick={() => workout.start()}>{t.again}</button>
          <button type="button" class="button" id="back" onClick={() => workout.leave()}>{t.back}</button>
        </div>
      </div>
    </main>
  );
}
