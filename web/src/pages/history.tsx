import { useState } from 'preact/hooks';
import { api } from '../api/client';
import type { WorkoutSummary } from '../api/types';
import { fetchCatalog } from '../catalog';
import { historyWords } from '../i18n/history';
import { useWords } from '../i18n/use';
import { useStore } from '../store';
import { outbox } from '../sync';
import { SyncState } from '../sync/state';
import { useAct } from '../ui/act';
import { Button } from '../ui/button';
import { useLoad } from '../ui/load';
import { LoadProblem, Skeleton } from '../ui/messages';
import { useTitle } from '../ui/title';
import { WorkoutRow } from './history/row';
import { DeleteDialog } from './workout/delete_dialog';
import './history/history.css';

interface Page {
  workouts: WorkoutSummary[];
  more: boolean;
}

const load = (before?: string) => api.get<Page>('/workouts', { before, limit: 20 });

export default function HistoryPage() {
  const t = useWords(historyWords);
  const { state, unsent } = useStore(outbox.store);
  const { data, problem, reload, set } = useLoad(() => Promise.all([load(), fetchCatalog()]), [unsent === 0]);
  const { act, busy } = useAct();
  const [deleting, setDeleting] = useState<string | null>(null);
  const [page, exercises = []] = data ?? [];
  useTitle(t.title);

  async function loadMore({ workouts }: Page) {
    const next = await load(workouts.at(-1)!.started_at);
    set([{ workouts: [...workouts, ...next.workouts], more: next.more }, exercises]);
  }

  function forget(key: string) {
    setDeleting(null);
    if (page) set([{ ...page, workouts: page.workouts.filter((workout) => workout.key !== key) }, exercises]);
  }

  return (
    <div class="page">
      <header class="page-head">
        <h1 tabIndex={-1}>{t.title}</h1>
        {state !== 'saved' && <SyncState />}
      </header>
      {problem && <LoadProblem problem={problem} onRetry={reload} />}
      {!page && !problem && <Skeleton lines={8} />}
      {page && page.workouts.length === 0 && (
        <div class="empty">
          <p>{t.empty}</p>
          <p><a class="button primary" href="/train">{t.start}</a></p>
        </div>
      )}
      {page && page.workouts.length > 0 && (
        <ul class="card history">
          {page.workouts.map((workout) => <WorkoutRow key={workout.key} workout={workout} exercises={exercises} onDelete={() => setDeleting(workout.key)} />)}
        </ul>
      )}
      {page?.more && <Button id="more" busy={busy} onClick={() => act(() => loadMore(page))}>{t.more}</Button>}
      {deleting && <DeleteDialog workout={deleting} onClose={() => setDeleting(null)} onDeleted={() => forget(deleting)} />}
    </div>
  );
}
