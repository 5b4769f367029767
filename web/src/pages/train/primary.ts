import { useEffect } from 'preact/hooks';
import type { Messages } from '../../i18n';
import { trainWords } from '../../i18n/train';
import { useWords } from '../../i18n/use';
import type { State, Workout } from '../../workout';

export interface Primary {
  id: 'stop' | 'end-set' | 'skip';
  label: string;
  act: () => void;
}

/** The one thing that the big button, the space bar and Enter do now. */
export function usePrimary(workout: Workout, state: State, t: Messages): Primary {
  const words = useWords(trainWords);
  const primary: Primary = { id: 'stop', label: t.stop, act: () => workout.stop() };
  if (state.rest_s !== null) {
    Object.assign(primary, { id: 'skip', label: words.skipRest, act: () => workout.endRest() });
  } else if (state.plan.sets && state.stage === 'training' && !state.done) {
    Object.assign(primary, { id: 'end-set', label: words.endSet, act: () => workout.endSet() });
  }

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const wanted = event.key === ' ' || event.key === 'Enter';
      // A held key is the one that pressed the button before.
      if (!wanted || event.repeat || event.defaultPrevented || (event.target as Element).closest('button, a, input')) return;
      event.preventDefault();
      primary.act();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  });
  return primary;
}
