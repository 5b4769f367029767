import { useEffect, useState } from 'preact/hooks';
import { messages } from '../../i18n';
import { useStore } from '../../store';
import { useTitle } from '../../ui/title';
import { Workout } from '../../workout';
import { Live } from './live';
import { Start } from './start';
import { Summary } from './summary';
import './train.css';

const SCREENS = { start: Start, live: Live, summary: Summary };

export default function TrainPage() {
  const [workout] = useState(() => new Workout());
  useEffect(() => () => workout.dispose(), [workout]);
  const state = useStore(workout.store);
  const t = messages[state.language];
  useTitle(t.exercise);
  const Screen = SCREENS[state.screen];
  return <Screen workout={workout} state={state} t={t} />;
}
