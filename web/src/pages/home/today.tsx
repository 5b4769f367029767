import type { Home, Records } from '../../api/types';
import { formatClock, formatNumber } from '../../i18n/format';
import { homeWords } from '../../i18n/home';
import { useLanguage, useWords } from '../../i18n/use';
import { Parts } from '../../ui/parts';
import { between, sumOf, thisWeek, type Sum } from './figures';

/** Today, this week, and how many days in a row. */
export function Today({ home, records }: { home: Home; records: Records }) {
  const t = useWords(homeWords);
  const language = useLanguage();
  const n = (value: number) => formatNumber(value, language);
  const today = sumOf(between(home.totals, home.today, home.today));
  const week = sumOf(thisWeek(home));
  const { current_days, longest_days, trained_days } = records.streak;
  const details = ({ repetitions, clean, active_s }: Sum) =>
    <Parts of={[t.cleanShare(n(Math.round((100 * clean) / repetitions))), t.activeTime(formatClock(Math.round(active_s)))]} />;
  return (
    <div class="tiles">
      <section class="tile strong">
        <h2>{t.today}</h2>
        <p class="figure" data-today={today.repetitions}>{t.reps(n(today.repetitions))}</p>
        <p class="soft">{today.repetitions ? details(today) : t.nothingToday}</p>
        <a class="button primary large" id="train" href="/train">{t.train}</a>
      </section>
      <section class="tile">
        <h2>{t.week}</h2>
        <p class="figure">{t.reps(n(week.repetitions))}</p>
        <p class="soft">{week.repetitions ? details(week) : t.days('0')}</p>
      </section>
      <section class="tile">
        <h2>{t.streak}</h2>
        <p class="figure">{t.days(n(current_days))}</p>
        <p class="soft"><Parts of={[t.longest(n(longest_days)), t.trainedDays(n(trained_days))]} /></p>
      </section>
    </div>
  );
}
