import { useEffect } from 'preact/hooks';
import { messages } from './i18n';
import { Live } from './screens/live';
import { Start } from './screens/start';
import { Summary } from './screens/summary';
import { useStore } from './store';
import type { Workout } from './workout';

const SCREENS = { start: Start, live: Live, summary: Summary };

export function App({ workout }: { workout: Workout }) {
  const state = useStore(workout.store);
  const t = messages[state.language];
  useEffect(() => {
    document.documentElement.lang = state.language;
    document.title = `${t.brand} · ${messages[state.language === 'ko' ? 'en' : 'ko'].brand}`;
  }, [state.language]);
  const Screen = SCREENS[state.screen];
  return <Screen workout={workout} state={state} t={t} />;
}
