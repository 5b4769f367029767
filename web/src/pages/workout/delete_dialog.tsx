import { api } from '../../api/client';
import { ApiProblem } from '../../api/problem';
import { common } from '../../i18n/common';
import { useWords } from '../../i18n/use';
import { workoutWords } from '../../i18n/workout';
import { outbox } from '../../sync';
import { latest } from '../../sync/latest';
import { useAct } from '../../ui/act';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { toast } from '../../ui/toast';

interface DeleteDialogProps {
  /** Its key. */
  workout: string;
  onClose: () => void;
  onDeleted: () => void;
}

/** What still waits on this device goes too; else it would come back. */
async function remove(key: string): Promise<void> {
  const waited = await outbox.forget(key);
  try {
    await api.delete(`/workouts/${key}`);
  } catch (error) {
    const neverArrived = error instanceof ApiProblem && error.code === 'not_found' && waited;
    if (!neverArrived) throw error;
  }
  if (latest.record?.key === key) latest.record = null;
}

export function DeleteDialog({ workout, onClose, onDeleted }: DeleteDialogProps) {
  const t = useWords(workoutWords);
  const c = useWords(common);
  const { act, busy } = useAct();
  const confirm = () =>
    act(async () => {
      await remove(workout);
      toast(t.deleted);
      onDeleted();
    });
  return (
    <Dialog title={t.deleteTitle} onClose={onClose}>
      <p>{t.deleteText}</p>
      <form class="form-actions" onSubmit={(event) => (event.preventDefault(), confirm())}>
        <Button type="submit" kind="danger" busy={busy}>{t.deleteNow}</Button>
        <Button onClick={onClose}>{c.cancel}</Button>
      </form>
    </Dialog>
  );
}
