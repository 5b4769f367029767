import type { Messages } from '../../i18n';
import type { State, Workout } from '../../workout';

export interface ScreenProps {
  workout: Workout;
  state: State;
  t: Messages;
}

export function exerciseName(state: State): string {
  return state.exercises.find(({ id }) => id === state.exercise)?.name[state.language] ?? '';
}

const SPEAKER = 'M4 9v6h4l5 4V5L8 9H4z';
const WAVES = 'M16 8.5a5 5 0 0 1 0 7M18.5 6a8.5 8.5 0 0 1 0 12';
const CROSS = 'M17 9.5l5 5M22 9.5l-5 5';

export function MuteButton({ workout, state, t }: ScreenProps) {
  const label = state.muted ? t.unmute : t.mute;
  return (
    <button type="button" class="icon-button" id="mute" aria-pressed={state.muted} aria-label={label} title={label}
      onClick={() => workout.choose({ muted: !state.muted })}>
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path class="solid" d={SPEAKER} />
        <path d={state.muted ? CROSS : WAVES} />
      </svg>
    </button>
  );
}
