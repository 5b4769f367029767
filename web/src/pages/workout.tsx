import { useState } from 'preact/hooks';
import { api } from '../api/client';
import type { WorkoutRecord } from '../api/types';
import { exerciseName, fetchCatalog } from '../catalog';
import { common } from '../i18n/common';
import { useLanguage, useWords } from '../i18n/use';
import { workoutWords } from '../i18n/workout';
import { navigate } from '../router';
import type { PageProps } from '../routes';
import { latest } from '../sync/latest';
import { SyncState } from '../sync/state';
import { Button } from '../ui/button';
import { Icon } from '../ui/icon';
import { useLoad } from '../ui/load';
import { LoadProblem, Skeleton } from '../ui/messages';
import { useTitle } from '../ui/title';
import { DeleteDialog } from './workout/delete_dialog';
import { Result } from './workout/result';

/** The one that this page has just finished is shown at once; the server may not have all of it yet. */
async function load(key: string): Promise<WorkoutRecord> {
  return latest.record?.key === key ? latest.record : api.get<WorkoutRecord>(`/workouts/${encodeURIComponent(key)}`);
}

export default function WorkoutPage({ params: { key = '' } }: PageProps) {
  const t = useWords(workoutWords);
  const c = useWords(common);
  const language = useLanguage();
  const { data, problem, reload } = useLoad(() => Promise.all([load(key), fetchCatalog()]), [key]);
  const [deleting, setDeleting] = useState(false);
  const [record, exercises] = data ?? [];
  useTitle(record && exercises ? exerciseName(exercises, record.exercise, language) : c.pages.history);

  if (problem?.code === 'not_found') return <Missing />;
  if (problem) return <div class="page"><h1 tabIndex={-1}>{c.pages.history}</h1><LoadProblem problem={problem} onRetry={reload} /></div>;
  if (!record || !exercises) return <div class="page"><Skeleton lines={8} /></div>;
  const actions = (
    <div class="form-actions">
      <a class="button primary" href={`/train/${encodeURIComponent(record.exercise)}`}>{t.again}</a>
      <a class="button" href="/home">{t.toHome}</a>
    </div>
  );
  return (
    <div class="page">
      {latest.record?.key === key && <SyncState />}
      <Result record={record} exercises={exercises} actions={actions} />
      <div><Button kind="danger" id="delete" onClick={() => setDeleting(true)}><Icon name="trash" />{t.delete}</Button></div>
      {deleting && <DeleteDialog workout={key} onClose={() => setDeleting(false)} onDeleted={() => navigate('/history')} />}
    </div>
  );
}

function Missing() {
  const t = useWords(workoutWords);
  const c = useWords(common);
  return (
    <div class="page">
      <h1 tabIndex={-1}>{t.missing}</h1>
      <p>{t.missingText}</p>
      <p><a class="button primary" href="/history">{c.pages.history}</a></p>
    </div>
  );
}

