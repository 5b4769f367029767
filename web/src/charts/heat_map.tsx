import { useEffect, useRef } from 'preact/hooks';
import { DataTable, type Table } from './data_table';

export interface HeatCell {
  day: string;
  level: number;
  /** Shown to who points at it. */
  title: string;
}

interface HeatMapProps {
  label: string;
  /** Columns, from Monday down. */
  weeks: HeatCell[][];
  today: string;
  /** Above a column, or empty. */
  months: string[];
  /** Monday, Wednesday, Friday. */
  weekdays: readonly [string, string, string];
  less: string;
  more: string;
  table: Table;
}

const CELL = 12;
const GAP = 3;
const LEFT = 33;
const TOP = 19;
const STEP = CELL + GAP;
const LEVELS = 4;

/** A square a day, brighter the more was done. */
export function HeatMap({ label, weeks, today, months, weekdays, less, more, table }: HeatMapProps) {
  const scroll = useRef<HTMLDivElement>(null);
  useEffect(() => {
    scroll.current!.scrollLeft = scroll.current!.scrollWidth; // where it does not fit, the present is seen first
  }, []);
  return (
    <figure class="chart">
      <div class="scroll" ref={scroll} role="img" tabIndex={0} aria-label={label}>
        <svg class="heat-map" viewBox={`0 0 ${LEFT + weeks.length * STEP} ${TOP + 7 * STEP}`} aria-hidden="true">
          {weekdays.map((name, i) => <text key={name} x="0" y={TOP + 2 * i * STEP + CELL - 2}>{name}</text>)}
          {weeks.map((days, week) => (
            <g key={week} transform={`translate(${LEFT + week * STEP} ${TOP})`}>
              {months[week] && <text x="0" y="-4">{months[week]}</text>}
              {days.map(({ day, level, title }, i) => (
                <rect key={day} class={`heat-${level}${day === today ? ' today' : ''}`} y={i * STEP} width={CELL} height={CELL} rx="2.5">
                  <title>{title}</title>
                </rect>
              ))}
            </g>
          ))}
        </svg>
      </div>
      <p class="heat-key" aria-hidden="true">{less}{Array.from({ length: LEVELS + 1 }, (_, level) => <i key={level} class={`heat-${level}`} />)}{more}</p>
      <DataTable caption={label} table={table} />
    </figure>
  );
}
