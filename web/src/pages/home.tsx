import { useState } from 'preact/hooks';
import { api } from '../api/client';
import type { Home, Records as AllRecords } from '../api/types';
import { exerciseName, fetchCatalog, type Listing } from '../catalog';
import { Demonstration } from '../figure/demonstration';
import { localDay } from '../i18n/format';
import { homeWords } from '../i18n/home';
import { useLanguage, useWords } from '../i18n/use';
import { useMember } from '../session';
import { useStore } from '../store';
import { outbox } from '../sync';
import { SyncState } from '../sync/state';
import { Choice } from '../ui/choice';
import { useLoad } from '../ui/load';
import { LoadProblem, Skeleton } from '../ui/messages';
import { useTitle } from '../ui/title';
import { Calendar } from './home/calendar';
import { DayChart } from './home/day_chart';
import { FaultChart } from './home/fault_chart';
import { trainedExercises } from './home/figures';
import { Goals } from './home/goals';
import { Records } from './home/records';
import { Today } from './home/today';
import './home/home.css';

interface HomeData {
  home: Home;
  records: AllRecords;
  exercises: Listing[];
}

async function load(): Promise<HomeData> {
  const today = localDay();
  const [home, records, exercises] = await Promise.all([
    api.get<Home>('/home', { today }), api.get<AllRecords>('/records', { today }), fetchCatalog(),
  ]);
  return { home, records, exercises };
}

export default function HomePage() {
  const t = useWords(homeWords);
  const { nickname } = useMember();
  const { state, unsent } = useStore(outbox.store);
  const { data, problem, reload } = useLoad(load, [unsent === 0]); // what waited here may have arrived meanwhile
  useTitle(t.title);
  return (
    <div class="page home">
      <header class="page-head">
        <h1 tabIndex={-1}>{t.hello(nickname)}</h1>
        {state !== 'saved' && <SyncState />}
      </header>
      {problem && <LoadProblem problem={problem} onRetry={reload} />}
      {!data && !problem && <Skeleton lines={8} />}
      {data && (data.records.streak.trained_days ? <Overview {...data} /> : <Empty {...data} />)}
    </div>
  );
}

function Overview({ home, records, exercises }: HomeData) {
  const t = useWords(homeWords);
  const language = useLanguage();
  const trained = trainedExercises(home.totals);
  const [chosen, setChosen] = useState(trained[0]);
  const shown = { home, exercises, exercise: chosen ?? '' };
  return (
    <>
      <Today home={home} records={records} />
      <Goals home={home} exercises={exercises} />
      {trained.length > 1 && (
        <Choice name="exercise" legend={t.exercise} chosen={chosen ?? null} onChoose={setChosen}
          options={trained.map((id) => ({ value: id, label: exerciseName(exercises, id, language) }))} />
      )}
      {chosen && <div class="columns"><DayChart {...shown} /><FaultChart {...shown} /></div>}
      <div class="columns">
        <Calendar home={home} />
        <Records records={records} exercises={exercises} />
      </div>
    </>
  );
}

/** For a new member: nothing to look back on, one thing to do. */
function Empty({ exercises }: HomeData) {
  const t = useWords(homeWords);
  const movement = exercises.find((listing) => listing.movement)?.movement;
  return (
    <section class="card first">
      {movement && <Demonstration movement={movement} />}
      <div>
        <h2>{t.emptyTitle}</h2>
        <p class="soft">{t.emptyText}</p>
        <a class="button primary large" id="train" href="/train">{t.emptyStart}</a>
      </div>
    </section>
  );
}
