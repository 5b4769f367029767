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
        <Figure value={today.repetitions} unit={t.unit} data-today={today.repetitions} />
        <p class="soft">{today.repetitions ? details(today) : t.nothingToday}</p>
        <a class="button primary large" id="train" href="/train">{t.train}</a>
      </section>
      <section class="tile">
        <h2>{t.week}</h2>
        <Figure value={week.repetitions} unit={t.unit} />
        <p class="soft">{week.repetitions ? details(week) : t.days('0')}</p>
      </section>
      <section class="tile">
        <h2>{t.streak}</h2>
        <Figure value={current_days} unit={t.dayUnit} />
        <p class="soft"><Parts of={[t.longest(n(longest_days)), t.trainedDays(n(trained_days))]} /></p>
      </section>
    </div>
  );
}

interface FigureProps {
  value: number;
  unit: (n: string) => string;
  'data-today'?: number;
}

function Figure({ value, unit, ...marks }: FigureProps) {
  const n = formatNumber(value, useLanguage());
  return <p class="figure" {...marks}>{n} <small>{unit(n)}</small></p>;
}
