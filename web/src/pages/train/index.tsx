import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Listing } from '../../catalog';
import { Demonstration } from '../../figure/demonstration';
import { messages } from '../../i18n';
import { common } from '../../i18n/common';
import { trainWords } from '../../i18n/train';
import { useWords } from '../../i18n/use';
import { keepIntention, loadIntention, planOf } from '../../plan';
import { navigate } from '../../router';
import { useSession } from '../../session';
import { Button } from '../../ui/button';
import { LanguageButton } from '../../ui/language_button';
import { useTitle } from '../../ui/title';
import { isBlocked, Loading, ModelChoice, MuteButton, Privacy, ProblemBox } from './parts';
import { PlanFields } from './plan_fields';
import { useWorkout } from './shared';
import './choose.css';

/** What, how much, how exactly; then it begins on the exercise's own page. */
export default function TrainPage() {
  const { workout, state } = useWorkout();
  const [intention, setIntention] = useState(loadIntention);
  const words = useWords(trainWords);
  const t = messages[state.language];
  const props = { workout, state, t };
  useTitle(words.title);
  useEffect(() => workout.leave(), [workout]); // whoever comes back from training has ended it

  function begin(event: Event) {
    event.preventDefault();
    keepIntention(intention);
    workout.start(planOf(intention));
    navigate(`/train/${encodeURIComponent(state.exercise!)}`);
  }

  return (
    <ChooseFrame running={state.running} mute={<MuteButton {...props} />} title={words.choose}>
      <ProblemBox {...props} />
      {!isBlocked(state) && (
        <form class="choose" onSubmit={begin}>
          <ExerciseCards legend={t.exercise} exercises={state.exercises} chosen={state.exercise} language={state.language}
            onChoose={(exercise) => workout.choose({ exercise })} />
          <div class="stack">
            <PlanFields intention={intention} onChange={setIntention} />
            <Button type="submit" kind="primary" class="start-button" id="start" disabled={!state.exercise}>{t.start}</Button>
            <Loading {...props} />
            <ModelChoice {...props} />
            <Privacy t={t} />
          </div>
        </form>
      )}
    </ChooseFrame>
  );
}

interface FrameProps {
  running: string | null;
  mute: ComponentChildren;
  title: string;
  children: ComponentChildren;
}

/** For members within the navigation, which they have around the page; for visitors with their own head. */
function ChooseFrame({ running, mute, title, children }: FrameProps) {
  const member = useSession().session?.member;
  const { brand, logIn } = useWords(common);
  const { visitor } = useWords(trainWords);
  const marks = { 'data-screen': 'start', 'data-running': running ?? '' };
  const heading = <h1 tabIndex={-1}>{title}</h1>;
  if (member) {
    return <div class="page start" {...marks}><header class="page-head">{heading}{mute}</header>{children}</div>;
  }
  return (
    <main class="start visitor" id="main" {...marks}>
      <header class="top">
        <a class="wordmark" href="/"><img src="/icon.svg" alt="" width="40" height="40" />{brand}</a>
        <LanguageButton />
        {mute}
      </header>
      <div class="page">
        {heading}
        <p class="soft">{visitor} <a href="/login?next=/train">{logIn}</a></p>
        {children}
      </div>
    </main>
  );
}

interface CardsProps {
  legend: string;
  exercises: Listing[];
  chosen: string | null;
  language: 'ko' | 'en';
  onChoose: (id: string) => void;
}

function ExerciseCards({ legend, exercises, chosen, language, onChoose }: CardsProps) {
  return (
    <fieldset class="exercise-cards">
      <legend>{legend}</legend>
      <div class="cards">
        {exercises.map(({ id, name, movement }) => (
          <label key={id} class="exercise-card">
            <input type="radio" name="exercise" value={id} checked={id === chosen} onChange={() => onChoose(id)} />
            <span>
              {movement && <Demonstration movement={movement} />}
              <b>{name[language]}</b>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
