import type { Best, Records as AllRecords } from '../../api/types';
import { exerciseName, type Listing } from '../../catalog';
import { formatDay, formatNumber } from '../../i18n/format';
import { homeWords } from '../../i18n/home';
import { useLanguage, useWords } from '../../i18n/use';
import { Card } from '../../ui/card';

export function Records({ records, exercises }: { records: AllRecords; exercises: Listing[] }) {
  const t = useWords(homeWords);
  const language = useLanguage();
  const amount = (value: number) => {
    const n = formatNumber(value, language);
    return <b>{n}<small> {t.unit(n)}</small></b>;
  };
  const best = ({ day, repetitions }: Best) => <>{amount(repetitions)}<small>{formatDay(day, language)}</small></>;
  return (
    <Card title={t.records}>
      <ul class="bests">
        {records.exercises.filter(({ total }) => total > 0).map(({ exercise, total, best_day, best_set }) => (
          <li key={exercise}>
            <h3>{exerciseName(exercises, exercise, language)}</h3>
            <dl>
              <div><dt>{t.bestDay}</dt><dd>{best(best_day)}</dd></div>
              <div><dt>{t.bestSet}</dt><dd>{best(best_set)}</dd></div>
              <div><dt>{t.allTime}</dt><dd>{amount(total)}</dd></div>
            </dl>
          </li>
        ))}
      </ul>
    </Card>
  );
}
