import type { Repetition } from '../../api/types';
import { CanvasChart } from '../../charts/canvas_chart';
import type { Colours } from '../../charts/colours';
import { formatNumber } from '../../i18n/format';
import { useLanguage, useWords } from '../../i18n/use';
import { workoutWords } from '../../i18n/workout';

interface ChartProps {
  /** Those that were counted. */
  repetitions: Repetition[];
}

const has = ({ faults }: Repetition) => faults.length > 0;
const labelsOf = (repetitions: Repetition[]) => repetitions.map((_, i) => String(i + 1));
const seconds = (ms: number) => Math.round(ms / 100) / 10;

/** How far each repetition went; one with a fault has another colour. */
export function RangeChart({ repetitions }: ChartProps) {
  const t = useWords(workoutWords);
  const language = useLanguage();
  const labels = labelsOf(repetitions);
  const configure = (colours: Colours) => ({
    type: 'bar' as const,
    data: {
      labels,
      datasets: [
        { label: t.clean, data: repetitions.map((one) => (has(one) ? null : one.range_deg)), backgroundColor: colours.accent, borderRadius: 4, maxBarThickness: 36 },
        { label: t.withFaults, data: repetitions.map((one) => (has(one) ? one.range_deg : null)), backgroundColor: colours.warn, borderRadius: 4, maxBarThickness: 36 },
      ],
    },
    options: {
      plugins: { legend: { display: true, position: 'bottom' as const } },
      scales: { x: { stacked: true }, y: { stacked: true, beginAtZero: true, ticks: { callback: (value: string | number) => `${value}°` } } },
    },
  });
  const table = { columns: [t.repetition, t.range], rows: repetitions.map(({ range_deg }, i) => [labels[i]!, range_deg]) };
  return <CanvasChart label={t.rangeLabel(formatNumber(repetitions.length, language))} table={table} configure={configure} inputs={[repetitions, t]} />;
}

/** How long each took, there and back. */
export function TempoChart({ repetitions }: ChartProps) {
  const t = useWords(workoutWords);
  const language = useLanguage();
  const labels = labelsOf(repetitions);
  const down = repetitions.map(({ down_ms }) => seconds(down_ms));
  const up = repetitions.map(({ up_ms }) => seconds(up_ms));
  const configure = (colours: Colours) => ({
    type: 'bar' as const,
    data: {
      labels,
      datasets: [
        { label: t.down, data: down, backgroundColor: colours.accent, maxBarThickness: 36 },
        { label: t.up, data: up, backgroundColor: colours.soft, borderRadius: 4, maxBarThickness: 36 },
      ],
    },
    options: {
      plugins: { legend: { display: true, position: 'bottom' as const } },
      scales: { x: { stacked: true }, y: { stacked: true, beginAtZero: true, ticks: { callback: (value: string | number) => `${value} ${t.seconds}` } } },
    },
  });
  const table = { columns: [t.repetition, t.down, t.up], rows: labels.map((label, i) => [label, down[i]!, up[i]!]) };
  return <CanvasChart label={t.tempoLabel(formatNumber(repetitions.length, language))} table={table} configure={configure} inputs={[repetitions, t]} />;
}
