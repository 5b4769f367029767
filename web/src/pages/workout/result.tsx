import type { ComponentChildren } from 'preact';
import type { WorkoutRecord } from '../../api/types';
import { exerciseName, faultText, type Listing } from '../../catalog';
import { formatClock, formatNumber, formatWallTime } from '../../i18n/format';
import { useLanguage, useWords } from '../../i18n/use';
import { workoutWords } from '../../i18n/workout';
import { Card } from '../../ui/card';
import { type Figures, figuresOf } from './figures';
import { RangeChart, TempoChart } from './repetition_charts';
import { reasonText, Timeline } from './timeline';
import './result.css';

interface ResultProps {
  record: WorkoutRecord;
  exercises: Listing[];
  /** What can be done with it, beside its heading. */
  actions?: ComponentChildren;
}

/** A workout that is over: how many, how well, and when what. */
export function Result({ record, exercises, actions }: ResultProps) {
  const language = useLanguage();
  const t = useWords(workoutWords);
  const figures = figuresOf(record);
  const n = (value: number) => formatNumber(value, language);
  return (
    <div class="result">
      <header class="page-head">
        <div>
          <p class="soft">{exerciseName(exercises, record.exercise, language)} · {formatWallTime(record.started_at, language)}</p>
          <h1 tabIndex={-1} data-counted={figures.counted.length}><b>{n(figures.counted.length)}</b> {t.counted}</h1>
        </div>
        {actions}
      </header>
      <dl class="sums">
        <div class="good"><dt>{t.clean}</dt><dd>{n(figures.clean)}</dd></div>
        <div class="warn"><dt>{t.withFaults}</dt><dd>{n(figures.counted.length - figures.clean)}</dd></div>
        <div><dt>{t.rejected}</dt><dd>{n(figures.rejected.length)}</dd></div>
        <div><dt>{t.duration}</dt><dd>{formatClock(Math.round(figures.duration_s))}</dd></div>
      </dl>
      <div class="columns">
        <Advice figures={figures} record={record} exercises={exercises} />
        <Sets figures={figures} record={record} />
      </div>
      <Card title={t.timelineTitle}><Timeline record={record} figures={figures} exercises={exercises} /></Card>
      {figures.counted.length > 0 && (
        <div class="columns">
          <Card title={t.rangeTitle}><RangeChart repetitions={figures.counted} /></Card>
          <Card title={t.tempoTitle}><TempoChart repetitions={figures.counted} /></Card>
        </div>
      )}
    </div>
  );
}

function Advice({ figures, record, exercises }: ResultProps & { figures: Figures }) {
  const t = useWords(workoutWords);
  const language = useLanguage();
  const times = (n: number) => t.times(formatNumber(n, language));
  return (
    <Card title={t.faultsTitle}>
      {figures.faults.length > 0 && (
        <ul class="tally">
          {figures.faults.map(([id, n]) => <li key={id}><span>{faultText(exercises, record.exercise, id, language)}</span><b>{times(n)}</b></li>)}
        </ul>
      )}
      {figures.counted.length > 0 && figures.faults.length === 0 && <p class="praise">{t.praise}</p>}
      {figures.reasons.length > 0 && (
        <>
          <h3>{t.reasonTitle}</h3>
          <ul class="tally">
            {figures.reasons.map(([id, n]) => <li key={id}><span>{reasonText(id, language)}</span><b>{times(n)}</b></li>)}
          </ul>
        </>
      )}
    </Card>
  );
}

function Sets({ figures, record: { plan } }: { figures: Figures; record: WorkoutRecord }) {
  const t = useWords(workoutWords);
  const language = useLanguage();
  return (
    <Card title={t.setsTitle} end={plan.sets > 0 && <span class="soft">{t.ofPlan(plan.repetitions)}</span>}>
      <ul class="tally">
        {figures.sets.map(({ number, repetitions, duration_s }) => (
          <li key={number}>
            <span>{t.set(number)}</span>
            <b>{t.setSum(formatNumber(repetitions, language), formatClock(Math.round(duration_s)))}</b>
          </li>
        ))}
      </ul>
    </Card>
  );
}
