import { MODELS, type Problem } from '../../i18n';
import { Choice } from '../../ui/choice';
import { LanguageButton } from '../../ui/language_button';
import { MuteButton, type ScreenProps } from './parts';

export function Start(props: ScreenProps) {
  const { workout, state, t } = props;
  const { language, problem } = state;
  const blocked = problem === 'no_simd' || problem === 'load_failed' || problem === 'broken';
  return (
    <main class="start" data-screen="start" data-running={state.running ?? ''}>
      <header class="top">
        <LanguageButton />
        <MuteButton {...props} />
      </header>
      <div class="column">
        <h1>
          <img src="/icon.svg" alt="" width="56" height="56" />
          {t.brand}
        </h1>
        <p class="tagline">{t.tagline}</p>
        {problem && <ProblemBox {...props} problem={problem} />}
        {!blocked && (
          <form onSubmit={(event) => (event.preventDefault(), workout.start())}>
            <Choice name="exercise" legend={t.exercise} chosen={state.exercise}
              options={state.exercises.map(({ id, name }) => ({ value: id, label: name[language] }))}
              onChoose={(exercise) => workout.choose({ exercise })} />
            <Choice name="model" legend={t.model} chosen={state.model}
              options={MODELS.map((model) => ({ value: model, label: t.models[model] }))}
              onChoose={(model) => workout.choose({ model })}>
              <p class="note">{t.modelNotes[state.model]}</p>
            </Choice>
            <button type="submit" class="button primary large" id="start" disabled={!state.exercise}>{t.start}</button>
          </form>
        )}
        {!blocked && <Loading {...props} />}
        <p class="privacy">
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d="M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3" />
          </svg>
          {t.privacy}
        </p>
      </div>
    </main>
  );
}

export function Loading({ state, t }: ScreenProps) {
  const percent = Math.floor(state.loaded * 100);
  const done = state.loaded === 1 && state.running !== null;
  return (
    <div class={done ? 'loading done' : 'loading'}>
      <progress max={100} value={percent} aria-label={t.loading(percent)} />
      <span>{done ? t.ready : t.loading(percent)}</span>
    </div>
  );
}

function ProblemBox({ workout, t, problem }: ScreenProps & { problem: Problem }) {
  const { title, text } = t.problems[problem];
  return (
    <section class="problem" role="alert" data-problem={problem}>
      <h2>{title}</h2>
      <p>{text}</p>
      {problem === 'load_failed' && (
        <button type="button" class="button" id="retry" onClick={() => void workout.prepare()}>{t.retry}</button>
      )}
    </section>
  );
}
