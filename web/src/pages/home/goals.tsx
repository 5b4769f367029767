import type { Home } from '../../api/types';
import { exerciseName, type Listing } from '../../catalog';
import { Ring } from '../../charts/ring';
import { formatNumber } from '../../i18n/format';
import { homeWords } from '../../i18n/home';
import { useLanguage, useWords } from '../../i18n/use';
import { Card } from '../../ui/card';
import { goalShares, thisWeek } from './figures';

export function Goals({ home, exercises }: { home: Home; exercises: Listing[] }) {
  const t = useWords(homeWords);
  const language = useLanguage();
  const n = (value: number) => formatNumber(value, language);
  const shares = goalShares(thisWeek(home), home.goals);
  if (!shares.length) {
    return (
      <Card title={t.goals}>
        <p class="soft">{t.noGoals}</p>
        <p><a class="button" href="/profile">{t.setGoals}</a></p>
      </Card>
    );
  }
  return (
    <Card title={t.goals} end={<a href="/profile">{t.editGoals}</a>}>
      <ul class="rings">
        {shares.map(({ exercise, done, goal }) => {
          const what = exercise ? exerciseName(exercises, exercise, language) : t.goalDays;
          const unit = exercise ? t.reps : t.days;
          return (
            <li key={exercise}>
              <Ring label={t.goalLabel(what, unit(n(done)), unit(n(goal)))} done={done} goal={goal} figure={n(done)} caption={t.ofGoal(n(goal))} />
              <p aria-hidden="true">{what}</p>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
