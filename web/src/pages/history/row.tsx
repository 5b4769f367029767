import type { WorkoutSummary } from '../../api/types';
import { exerciseName, type Listing } from '../../catalog';
import { formatNumber, formatWallTime } from '../../i18n/format';
import { historyWords } from '../../i18n/history';
import { useLanguage, useWords } from '../../i18n/use';
import { Icon } from '../../ui/icon';
import { Parts } from '../../ui/parts';

interface RowProps {
  workout: WorkoutSummary;
  exercises: Listing[];
  onDelete: () => void;
}

export function WorkoutRow({ workout: { key, exercise, started_at, sets, repetitions, clean, rejected }, exercises, onDelete }: RowProps) {
  const t = useWords(historyWords);
  const language = useLanguage();
  const n = (value: number) => formatNumber(value, language);
  const name = exerciseName(exercises, exercise, language);
  const when = formatWallTime(started_at, language);
  const details = [t.sets(n(sets)), t.clean(n(clean)), rejected ? t.rejected(n(rejected)) : ''].filter(Boolean);
  return (
    <li>
      <a href={`/workouts/${key}`}>
        <span class="when">{when}</span>
        <b>{name}</b>
        <span class="count">{t.reps(n(repetitions))}</span>
        <Parts of={details} />
      </a>
      <button type="button" class="icon-button" aria-label={t.deleteOf(name, when)} title={t.delete} onClick={onDelete}><Icon name="trash" /></button>
    </li>
  );
}
