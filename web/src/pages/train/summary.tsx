import { trainWords } from '../../i18n/train';
import { useWords } from '../../i18n/use';
import { navigate } from '../../router';
import { useSession } from '../../session';
import { Button } from '../../ui/button';
import { LanguageButton } from '../../ui/language_button';
import { Result } from '../workout/result';
import { exerciseName, type ScreenProps } from './parts';

/** The result for whoever is not logged in, or when there is none. */
export function Summary({ workout, state, t }: ScreenProps) {
  const words = useWords(trainWords);
  const { session } = useSession();
  const { record } = state;
  const repetitions = record?.repetitions ?? [];
  return (
    <main class="start summary" id="main" data-screen="summary" data-count={repetitions.filter(({ counted }) => counted).length}>
      <header class="top"><LanguageButton /></header>
      <div class="page">
        {record && repetitions.length ? <Result record={record} exercises={state.exercises} /> : (
          <header>
            <p class="soft">{exerciseName(state)}</p>
            <h1 tabIndex={-1}>{words.nothing}</h1>
            <p class="soft">{words.nothingText}</p>
          </header>
        )}
        {!session?.member && (
          <p class="notice"><span><b>{words.notKept}</b> {session?.sign_up === 'open' ? <a href="/sign-up">{words.keepNext}</a> : words.keepNext}</span></p>
        )}
        <div class="actions">
          <Button kind="primary" class="large" id="again" onClick={() => workout.start(state.plan)}>{words.again}</Button>
          <Button id="back" onClick={() => navigate('/train')}>{t.back}</Button>
        </div>
      </div>
    </main>
  );
}
