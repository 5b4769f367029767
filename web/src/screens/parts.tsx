import type { ComponentChildren } from 'preact';
import type { Messages } from '../i18n';
import type { State, Workout } from '../workout';

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

/** Both words and the language of the words: a screen reader then pronounces them right. */
export function LanguageButton({ workout, state, t }: ScreenProps) {
  const other = state.language === 'ko' ? 'en' : 'ko';
  return (
    <button type="button" class="text-button" id="language" lang={other} onClick={() => workout.choose({ language: other })}>
      {t.otherLanguage}
    </button>
  );
}

interface ChoiceProps<Value extends string> {
  name: string;
  legend: string;
  options: { value: Value; label: string }[];
  chosen: Value | null;
  onChoose: (value: Value) => void;
  children?: ComponentChildren;
}

export function Choice<Value extends string>({ name, legend, options, chosen, onChoose, children }: ChoiceProps<Value>) {
  return (
    <fieldset class={`choice choice-${name}`}>
      <legend>{legend}</legend>
      <div class="options">
        {options.map(({ value, label }) => (
          <label key={value}>
            <input type="radio" name={name} value={value} checked={value === chosen} onChange={() => onChoose(value)} />
            <span>{label}</span>
          </label>
        ))}
      </div>
      {children}
    </fieldset>
  );
}
