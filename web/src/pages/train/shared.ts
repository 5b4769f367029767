/** One workout for the pages of training: the models that arrive while an exercise is chosen shall not be fetched again,
 *  nor the camera be closed, when training begins on the next page. */
import { useState } from 'preact/hooks';
import { place } from '../../router';
import { useStore } from '../../store';
import { type State, Workout } from '../../workout';

let workout: Workout | null = null;

place.subscribe(({ path }) => {
  if (path === '/train' || path.startsWith('/train/')) return;
  workout?.dispose();
  workout = null;
});

export function useWorkout(): { workout: Workout; state: State } {
  const [mine] = useState(() => (workout ??= new Workout()));
  return { workout: mine, state: useStore(mine.store) };
}
