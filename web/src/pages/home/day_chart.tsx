import { useState } from 'preact/hooks';
import type { Home } from '../../api/types';
import { exerciseName, type Listing } from '../../catalog';
import { CanvasChart } from '../../charts/canvas_chart';
import type { Colours } from '../../charts/colours';
import { formatShortDay, formatWeekday } from '../../i18n/format';
import { homeWords } from '../../i18n/home';
import { useLanguage, useWords } from '../../i18n/use';
import { Card } from '../../ui/card';
import { Choice } from '../../ui/choice';
import { dayBars } from './figures';

const SPANS = ['7', '15', '30'] as const;

interface DayChartProps {
  home: Home;
  exercises: Listing[];
  exercise: string;
}

/** How many a day, good ones and others. */
export function DayChart({ home, exercises, exercise }: DayChartProps) {
  const t = useWords(homeWords);
  const language = useLanguage();
  const [span, setSpan] = useState<(typeof SPANS)[number]>('7');
  const bars = dayBars(home, exercise, Number(span));
  const labels = bars.map(({ day }) => formatShortDay(day, language));
  const names = (_: unknown, i: number) => formatWeekday(bars[i]!.day, language);
  const ticks = span === '7' ? { autoSkip: false, callback: names } : {}; // a week's days are known by their names
  const configure = (colours: Colours) => ({
    type: 'bar' as const,
    data: {
      labels,
      datasets: [
        { label: t.clean, data: bars.map(({ clean }) => clean), backgroundColor: colours.accent, maxBarThickness: 44 },
        { label: t.flawed, data: bars.map(({ flawed }) => flawed), backgroundColor: colours.warn, maxBarThickness: 44 },
      ],
    },
    options: {
      plugins: { legend: { display: true, position: 'bottom' as const } },
      scales: { x: { stacked: true, ticks }, y: { stacked: true, beginAtZero: true, suggestedMax: 5, ticks: { precision: 0 } } },
    },
  });
  const rows = bars.map(({ clean, flawed }, i) => [labels[i]!, clean + flawed, clean, flawed]);
  const name = exerciseName(exercises, exercise, language);
  return (
    <Card title={t.bars} end={
      <Choice name="span" legend={t.span} chosen={span} onChoose={setSpan} options={SPANS.map((value) => ({ value, label: t.spanDays(Number(value)) }))} />
    }>
      <CanvasChart label={t.barsLabel(name, Number(span))} table={{ columns: [t.day, t.total, t.clean, t.flawed], rows }}
        configure={configure} inputs={[home, exercise, span, language]} />
    </Card>
  );
}
