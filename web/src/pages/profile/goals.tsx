import type { Goals as WeeklyGoals } from '../../api/types';
import { type Listing, fetchCatalog } from '../../catalog';
import { common } from '../../i18n/common';
import { profileWords } from '../../i18n/profile';
import { useLanguage, useWords } from '../../i18n/use';
import { changeProfile } from '../../session';
import { Button } from '../../ui/button';
import { Card } from '../../ui/card';
import { Field, FormProblem } from '../../ui/field';
import { fieldNumber, useForm } from '../../ui/form';
import { useLoad } from '../../ui/load';
import { LoadProblem, Skeleton } from '../../ui/messages';
import { toast } from '../../ui/toast';

const MOST_REPETITIONS = 100_000;

export function Goals({ goals }: { goals: WeeklyGoals }) {
  const t = useWords(profileWords);
  const { data: exercises, problem, reload } = useLoad(fetchCatalog);
  return (
    <Card title={t.goals}>
      <p class="soft">{t.goalsText}</p>
      {problem && <LoadProblem problem={problem} onRetry={reload} />}
      {!exercises && !problem && <Skeleton lines={4} />}
      {exercises && <GoalsForm goals={goals} exercises={exercises} />}
    </Card>
  );
}

/** The fields of repetitions carry the exercises' names, as the server does when it refuses one. */
function GoalsForm({ goals, exercises }: { goals: WeeklyGoals; exercises: Listing[] }) {
  const t = useWords(profileWords);
  const { save, saved } = useWords(common);
  const language = useLanguage();
  const form = useForm(async (element) => {
    const wanted = exercises.map(({ id }) => [id, fieldNumber(element, id)] as const).filter(([, repetitions]) => repetitions > 0);
    await changeProfile({ goals: { days_a_week: fieldNumber(element, 'days_a_week'), repetitions_a_week: Object.fromEntries(wanted) } });
    toast(saved);
  });
  return (
    <form class="form" noValidate onSubmit={form.submit}>
      <Field form={form} name="days_a_week" type="number" inputMode="numeric" required min={0} max={7} defaultValue={String(goals.days_a_week)}
        end={<span class="unit">{t.daysUnit}</span>} />
      {exercises.map(({ id, name }) => (
        <Field key={id} form={form} name={id} label={name[language]} type="number" inputMode="numeric" min={0} max={MOST_REPETITIONS}
          defaultValue={String(goals.repetitions_a_week[id] ?? '')} end={<span class="unit">{t.repsUnit}</span>} />
      ))}
      <p class="hint">{exercises.length ? t.noGoal : t.noExercises}</p>
      <FormProblem form={form} />
      <div class="form-actions"><Button type="submit" kind="primary" busy={form.busy}>{save}</Button></div>
    </form>
  );
}
