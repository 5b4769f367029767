import type { Chart, ChartConfiguration } from 'chart.js';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { chartWords } from '../i18n/charts';
import { useWords } from '../i18n/use';
import { type Colours, readColours, watchColours } from './colours';
import { DataTable, type Table } from './data_table';
import './charts.css';

type Kind = 'bar' | 'line';
export type Configuration = ChartConfiguration<Kind, (number | null)[], string>;

interface CanvasChartProps {
  /** What the chart shows, in a sentence. */
  label: string;
  /** As in the language of the reader, one row a label of the chart. */
  table: Table;
  configure: (colours: Colours) => Configuration;
  /** The chart is drawn anew when one of these changes. */
  inputs: readonly unknown[];
  /** Where the chart's own will not do. */
  legend?: ComponentChildren;
}

/** A chart of Chart.js with what a canvas lacks: colours of the page, words, arrow keys, a table. */
export function CanvasChart({ label, table, configure, inputs, legend }: CanvasChartProps) {
  const t = useWords(chartWords);
  const canvas = useRef<HTMLCanvasElement>(null);
  const chart = useRef<Chart<Kind, (number | null)[], string> | null>(null);
  const [at, setAt] = useState(-1);

  useEffect(() => {
    let wanted = true;
    const draw = async () => {
      const { Chart } = await import('./chart_js');
      if (!wanted) return;
      chart.current?.destroy();
      chart.current = new Chart(canvas.current!, dress(configure(readColours()), readColours()));
    };
    void draw();
    setAt(-1);
    const unwatch = watchColours(() => void draw());
    return () => {
      wanted = false;
      unwatch();
      chart.current?.destroy();
      chart.current = null;
    };
  }, inputs);

  function move(event: KeyboardEvent) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step || !chart.current || table.rows.length === 0) return;
    event.preventDefault();
    const next = at < 0 ? (step > 0 ? 0 : table.rows.length - 1) : Math.min(Math.max(at + step, 0), table.rows.length - 1);
    setAt(next);
    point(chart.current, next);
  }

  function leave() {
    setAt(-1);
    if (chart.current) point(chart.current, -1);
  }

  const row = table.rows[at];
  return (
    <figure class="chart">
      <div class="canvas" tabIndex={0} role="img" aria-label={`${label}. ${t.keys}`} onKeyDown={move} onBlur={leave}>
        <canvas ref={canvas} aria-hidden="true" />
      </div>
      {legend}
      <p class="heard" aria-live="polite">{row && row.map((cell, i) => (i ? `${table.columns[i]} ${cell}` : cell)).join(', ')}</p>
      <DataTable caption={label} table={table} />
    </figure>
  );
}

/** Shows one label's values as if the mouse were on it; -1: none. */
function point(chart: Chart<Kind, (number | null)[], string>, index: number): void {
  const active = index < 0 ? [] : chart.data.datasets.map((_, datasetIndex) => ({ datasetIndex, index }));
  chart.setActiveElements(active);
  chart.tooltip?.setActiveElements(active, { x: 0, y: 0 });
  chart.update('none');
}

/** What all charts have in common. */
function dress(configuration: Configuration, colours: Colours): Configuration {
  const { scales, plugins = {}, ...rest } = configuration.options ?? {};
  const size_px = parseFloat(getComputedStyle(document.documentElement).fontSize) * 0.85;
  const family = getComputedStyle(document.body).fontFamily;
  const dressed = Object.fromEntries(Object.entries({ x: {}, y: {}, ...scales } as NonNullable<typeof scales>).map(([name, scale]) => [name, {
    border: { display: false },
    ...scale,
    ticks: { color: colours.soft, maxRotation: 0, autoSkipPadding: 12, font: { size: size_px, family }, ...scale?.ticks },
    grid: { color: colours.line, display: name !== 'x', ...scale?.grid },
    title: { color: colours.soft, font: { size: size_px, family }, ...scale?.title },
  }]));
  return {
    ...configuration,
    options: {
      animation: false,
      maintainAspectRatio: false,
      interaction: { mode: 'index', intersect: false },
      ...rest,
      scales: dressed as typeof scales,
      plugins: {
        ...plugins,
        legend: { display: false, ...plugins.legend, labels: { color: colours.text, boxWidth: 14, font: { size: size_px, family }, ...plugins.legend?.labels } },
        tooltip: {
          backgroundColor: colours.text, titleColor: colours.raised, bodyColor: colours.raised, footerColor: colours.raised, padding: 10,
          titleFont: { size: size_px, family }, bodyFont: { size: size_px, family }, ...plugins.tooltip,
        },
      },
    },
  };
}
