import { chartWords } from '../i18n/charts';
import { useWords } from '../i18n/use';

export interface Table {
  columns: string[];
  /** Cells a row, the first of which names it. */
  rows: (string | number)[][];
}

/** The same as the chart in figures, for whoever does not see it or wants to know exactly. */
export function DataTable({ caption, table: { columns, rows } }: { caption: string; table: Table }) {
  const t = useWords(chartWords);
  return (
    <details class="data-table">
      <summary>{t.asTable}</summary>
      <div class="scroll" tabIndex={0} role="region" aria-label={caption}>
        <table class="table">
          <caption class="heard">{caption}</caption>
          <thead><tr>{columns.map((column, i) => <th key={column} scope="col" class={i ? 'figure' : ''}>{column}</th>)}</tr></thead>
          <tbody>
            {rows.map(([name, ...cells], i) => (
              <tr key={i}>
                <th scope="row">{name}</th>
                {cells.map((cell, j) => <td key={j} class="figure">{cell}</td>)}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
