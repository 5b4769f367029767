import type { Home } from '../../api/types';
import { HeatMap } from '../../charts/heat_map';
import { formatDay, formatMonth, formatNumber, formatShortDay } from '../../i18n/format';
import { homeWords } from '../../i18n/home';
import { useLanguage, useWords } from '../../i18n/use';
import { Card } from '../../ui/card';
import { heatWeeks } from './figures';

const WEEKS = 26;

export function Calendar({ home }: { home: Home }) {
  const t = useWords(homeWords);
  const language = useLanguage();
  const n = (value: number) => formatNumber(value, language);
  const weeks = heatWeeks(home, WEEKS);
  const cells = weeks.map((week) => week.map(({ day, level, repetitions }) => ({ day, level, title: t.heatDay(formatDay(day, language), n(repetitions)) })));
  const starts = weeks.map((week) => week[0]!.day);
  const months = starts.map((day, i) => (i > 0 && day.slice(0, 7) !== starts[i - 1]!.slice(0, 7) ? formatMonth(day, language) : ''));
  const rows = weeks.map((week, i) => [formatShortDay(starts[i]!, language), week.reduce((sum, { repetitions }) => sum + repetitions, 0)]).reverse();
  return (
    <Card title={t.heat}>
      <HeatMap label={t.heatLabel} weeks={cells} today={home.today} months={months} weekdays={t.weekdays as [string, string, string]}
        less={t.less} more={t.more} table={{ columns: [t.weekOf, t.total], rows }} />
    </Card>
  );
}
