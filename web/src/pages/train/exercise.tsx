import { useEffect } from 'preact/hooks';
import { Demonstration } from '../../figure/demonstration';
import { messages } from '../../i18n';
import { trainWords } from '../../i18n/train';
import { useWords } from '../../i18n/use';
import { loadIntention, planOf } from '../../plan';
import { navigate } from '../../router';
import type { PageProps } from '../../routes';
import { useSession } from '../../session';
import { Button } from '../../ui/button';
import { LanguageButton } from '../../ui/language_button';
import { NotFound } from '../../ui/messages';
import { useTitle } from '../../ui/title';
import { Live } from './live';
import { exerciseName, isBlocked, Loading, MuteButton, Privacy, ProblemBox, type ScreenProps } from './parts';
import { useWorkout } from './shared';
import { Summary } from './summary';
import './choose.css';
import './train.css';

/** Training, from the countdown to the end. A member then sees the workout as it is kept; a visitor sees it here. */
export default function ExercisePage({ params: { exercise = '' } }: PageProps) {
  const { workout, state } = useWorkout();
  const member = useSession().session?.member;
  const { screen, exercises, record } = state;
  const known = exercises.some(({ id }) => id === exercise);
  const props = { workout, state, t: messages[state.language] };
  useTitle(exerciseName(state));

  useEffect(() => {
    if (known && screen === 'start') workout.choose({ exercise });
  }, [workout, known, exercise, screen]);

  const result = screen === 'summary' && member && record?.repetitions.length ? `/workouts/${record.key}` : null;
  useEffect(() => {
    if (result) navigate(result, { replace: true });
  }, [result]);

  if (exercises.length && !known) return <NotFound />;
  if (screen === 'live') return <Live {...props} />;
  if (screen === 'summary') return result ? null : <Summary {...props} />;
  return <Ready {...props} />;
}

/** For whoever comes straight to this address, or to whom something was missing. */
function Ready(props: ScreenProps) {
  const { workout, state, t } = props;
  const words = useWords(trainWords);
  const intention = loadIntention();
  const movement = state.exercises.find(({ id }) => id === state.exercise)?.movement;
  return (
    <main class="start ready" id="main" data-screen="start" data-running={state.running ?? ''}>
      <header class="top">
        <LanguageButton />
        <MuteButton {...props} />
      </header>
      <div class="column">
        <ProblemBox {...props} />
        {movement && !state.problem && <Demonstration movement={movement} />}
        <div>
          <h1 tabIndex={-1}>{exerciseName(state)}</h1>
          <p class="soft">{intention.free ? words.freely : words.planned(intention.sets, intention.repetitions)}</p>
        </div>
        {!isBlocked(state) && (
          <Button kind="primary" class="start-button" id="start" disabled={!state.exercise} onClick={() => workout.start(planOf(intention))}>
            {t.start}
          </Button>
        )}
        {!isBlocked(state) && <Loading {...props} />}
        <a class="button" href="/train">{words.otherExercise}</a>
        <Privacy t={t} />
      </div>
    </main>
  );
}
