/** What more than one screen of training shows. */
import { exerciseName as nameOf } from '../../catalog';
import { type Messages, MODELS, type Problem } from '../../i18n';
import { Button } from '../../ui/button';
import { Choice } from '../../ui/choice';
import { Icon } from '../../ui/icon';
import { MuteButton as Mute } from '../../ui/mute_button';
import type { State, Workout } from '../../workout';

export interface ScreenProps {
  workout: Workout;
  state: State;
  t: Messages;
}

export function exerciseName({ exercises, exercise, language }: State): string {
  return exercise ? nameOf(exercises, exercise, language) : '';
}

/** Nothing can be started. */
export function isBlocked({ problem }: State): boolean {
  return problem === 'no_simd' || problem === 'load_failed' || problem === 'broken';
}

export function MuteButton({ workout, state: { muted }, t }: ScreenProps) {
  return <Mute muted={muted} label={muted ? t.unmute : t.mute} onToggle={() => workout.choose({ muted: !muted })} />;
}

export function ModelChoice({ workout, state, t }: ScreenProps) {
  return (
    <Choice name="model" legend={t.model} chosen={state.model}
      options={MODELS.map((model) => ({ value: model, label: t.models[model] }))}
      onChoose={(model) => workout.choose({ model })}>
      <p class="hint">{t.modelNotes[state.model]}</p>
    </Choice>
  );
}

export function Loading({ state, t }: ScreenProps) {
  const percent = Math.floor(state.loaded * 100);
  if (state.loaded === 1 && state.running !== null) return <p class="loaded"><Icon name="check" />{t.ready}</p>;
  return (
    <div class="loading">
      <progress max={100} value={percent} aria-label={t.loading(percent)} />
      <span>{t.loading(percent)}</span>
    </div>
  );
}

export function Privacy({ t }: { t: Messages }) {
  return <p class="privacy"><Icon name="lock" />{t.privacy}</p>;
}

export function ProblemBox({ workout, state: { problem }, t }: ScreenProps) {
  return problem && <ProblemText problem={problem} t={t} onRetry={() => void workout.prepare()} />;
}

function ProblemText({ problem, t, onRetry }: { problem: Problem; t: Messages; onRetry: () => void }) {
  const { title, text } = t.problems[problem];
  return (
    <section class="problem" role="alert" data-problem={problem}>
      <h2>{title}</h2>
      <p>{text}</p>
      {problem === 'load_failed' && <Button id="retry" onClick={onRetry}>{t.retry}</Button>}
    </section>
  );
}
