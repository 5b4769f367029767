import type { Repetition, WorkoutRecord } from '../../api/types';
import { faultText, type Listing } from '../../catalog';
import { DataTable } from '../../charts/data_table';
import { messages, type Reason } from '../../i18n';
import { formatClock } from '../../i18n/format';
import { useLanguage, useWords } from '../../i18n/use';
import { workoutWords } from '../../i18n/workout';
import type { Figures } from './figures';

interface TimelineProps {
  record: WorkoutRecord;
  figures: Figures;
  exercises: Listing[];
}

interface Lane {
  name: string;
  kind: 'good' | 'fault' | 'rejected';
  repetitions: Repetition[];
}

/** What was done well, each fault, and what was not counted: a line each, along the time of the workout. */
export function Timeline({ record, figures, exercises }: TimelineProps) {
  const t = useWords(workoutWords);
  const language = useLanguage();
  const start_ms = Date.parse(record.started_at);
  const length_ms = Math.max(1000, figures.duration_s * 1000);
  const passed_s = (at: string) => Math.max(0, (Date.parse(at) - start_ms) / 1000);
  const place = (at: string) => `${Math.min(100, (passed_s(at) * 100_000) / length_ms).toFixed(2)}%`;
  const says = ({ counted, reason, faults }: Repetition) => {
    if (!counted) return reasonText(reason, language);
    return faults.length ? faults.map((id) => faultText(exercises, record.exercise, id, language)).join(' ') : t.good;
  };

  const lanes: Lane[] = [
    { name: t.clean, kind: 'good' as const, repetitions: figures.counted.filter(({ faults }) => !faults.length) },
    ...figures.faults.map(([id]) => ({
      name: faultText(exercises, record.exercise, id, language),
      kind: 'fault' as const,
      repetitions: figures.counted.filter(({ faults }) => faults.includes(id)),
    })),
    { name: t.rejected, kind: 'rejected' as const, repetitions: figures.rejected },
  ].filter(({ repetitions }) => repetitions.length > 0);

  const label = t.timelineLabel(formatClock(Math.round(figures.duration_s)));
  const ordered = [...record.repetitions].sort((a, b) => a.sequence - b.sequence);
  const rows = ordered.map((repetition) => [formatClock(Math.round(passed_s(repetition.at))), t.set(repetition.set), says(repetition)]);
  return (
    <figure class="timeline">
      <div role="img" aria-label={label}>
        {lanes.map(({ name, kind, repetitions }) => (
          <div key={name} class="lane">
            <p>{name}</p>
            <div class="track">
              {repetitions.map((repetition) => (
                <i key={repetition.sequence} class={kind} style={{ left: place(repetition.at) }}
                  title={`${formatClock(Math.round(passed_s(repetition.at)))} ${says(repetition)}`} />
              ))}
            </div>
          </div>
        ))}
        <div class="lane axis"><p /><div class="track">{ticks(length_ms / 1000).map((at_s) => (
          <span key={at_s} style={{ left: `${(at_s * 100_000) / length_ms}%` }}>{formatClock(at_s)}</span>
        ))}</div></div>
      </div>
      <DataTable caption={label} table={{ columns: [t.time, t.sets, t.what], rows }} />
    </figure>
  );
}

export function reasonText(reason: string | undefined, language: 'ko' | 'en'): string {
  return messages[language].reasons[reason as Reason] ?? reason ?? '';
}

/** Three to six round times, the first 0. */
function ticks(length_s: number): number[] {
  const step_s = [5, 10, 15, 30, 60, 120, 300, 600, 900].find((step) => length_s / step <= 5) ?? 1800;
  return Array.from({ length: Math.floor(length_s / step_s) + 1 }, (_, i) => i * step_s);
}
