/** One workout for the pages of training: the models that arrive while an exercise is chosen shall not be fetched again
 *  when training begins on the next page. */
import { useEffect, useState } from 'preact/hooks';
import { useStore } from '../../store';
import { type State, Workout } from '../../workout';

let workout: Workout | null = null;
let users = 0;

/** Goes when no page uses it any more. The next page comes before the last one goes. */
function release(): void {
  users--;
  setTimeout(() => {
    if (users > 0) return;
    workout?.dispose();
    workout = null;
  }, 0);
}

export function useWorkout(): { workout: Workout; state: State } {
  const [mine] = useState(() => (workout ??= new Workout()));
  useEffect(() => {
    users++;
    return release;
  }, []);
  return { workout: mine, state: useStore(mine.store) };
}
