import type { Home } from '../../api/types';
import { exerciseName, faultText, type Listing } from '../../catalog';
import { CanvasChart } from '../../charts/canvas_chart';
import type { Colours } from '../../charts/colours';
import { formatShortDay } from '../../i18n/format';
import { homeWords } from '../../i18n/home';
import { useLanguage, useWords } from '../../i18n/use';
import { Card } from '../../ui/card';
import { faultTrends, spans } from './figures';

/** 30 days, which is what the server sends of faults, as six points: single days jump too much to show a way. */
const POINTS = 6;
const DAYS_A_POINT = 5;

interface FaultChartProps {
  home: Home;
  exercises: Listing[];
  exercise: string;
}

const COLOURS = ['warn', 'text', 'good', 'bad', 'soft'] as const;
const DASHES = [[], [7, 5], [2, 4], [12, 4, 2, 4], [4, 8]];

/** Whether faults become fewer. */
export function FaultChart({ home, exercises, exercise }: FaultChartProps) {
  const t = useWords(homeWords);
  const language = useLanguage();
  const trends = faultTrends(home, exercise, POINTS, DAYS_A_POINT).slice(0, COLOURS.length);
  if (!trends.length) return <Card title={t.trend}><p class="soft">{t.noFaults}</p></Card>;
  const names = trends.map(({ fault }) => faultText(exercises, exercise, fault, language));
  const parts = spans(home.today, POINTS, DAYS_A_POINT);
  const labels = parts.map(({ first, last }) => `${formatShortDay(first, language)}–${formatShortDay(last, language)}`);
  const configure = (colours: Colours) => ({
    type: 'line' as const,
    data: {
      labels,
      datasets: trends.map(({ shares }, i) => ({
        label: names[i]!, data: shares, borderColor: colours[COLOURS[i]!], backgroundColor: colours[COLOURS[i]!], borderDash: DASHES[i]!,
        borderWidth: 3, pointRadius: 4, spanGaps: true,
      })),
    },
    options: {
      scales: {
        x: { ticks: { callback: (_: unknown, i: number) => formatShortDay(parts[i]!.last, language) } },
        y: { beginAtZero: true, suggestedMax: 10, ticks: { precision: 0 } },
      },
    },
  });
  const rows = labels.map((label, i) => [label, ...trends.map(({ shares }) => shares[i] ?? '–')]);
  return (
    <Card title={t.trend}>
      <p class="soft">{t.trendText}</p>
      <CanvasChart label={t.trendLabel(exerciseName(exercises, exercise, language))} table={{ columns: [t.until, ...names], rows }}
        configure={configure} inputs={[home, exercise, language]} legend={<Legend names={names} />} />
    </Card>
  );
}

/** Not the chart's own: sentences break, and the lines are dashed as in the chart. */
function Legend({ names }: { names: string[] }) {
  return (
    <ul class="legend" aria-hidden="true">
      {names.map((name, i) => (
        <li key={name}>
          <svg viewBox="0 0 36 8" style={{ stroke: `var(--${COLOURS[i]!})` }}><path d="M0 4h36" stroke-dasharray={DASHES[i]!.join(' ')} /></svg>
          {name}
        </li>
      ))}
    </ul>
  );
}
