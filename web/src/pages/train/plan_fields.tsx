import { trainWords } from '../../i18n/train';
import { useWords } from '../../i18n/use';
import { type Intention, LIMITS } from '../../plan';
import { Choice } from '../../ui/choice';
import { Stepper } from './stepper';

interface PlanFieldsProps {
  intention: Intention;
  onChange: (intention: Intention) => void;
}

const STEP = { sets: 1, repetitions: 1, rest_s: 10 } as const;

/** Sets of repetitions with rests between them, or as many as one likes. */
export function PlanFields({ intention, onChange }: PlanFieldsProps) {
  const t = useWords(trainWords);
  const labels = { sets: t.sets, repetitions: t.repetitions, rest_s: t.rest };
  const modes = [{ value: 'sets', label: t.modes.sets }, { value: 'free', label: t.modes.free }] as const;
  return (
    <Choice name="mode" legend={t.how} options={modes} chosen={intention.free ? 'free' : 'sets'}
      onChoose={(mode) => onChange({ ...intention, free: mode === 'free' })}>
      {intention.free ? <p class="hint">{t.freeText}</p> : (
        <div class="steppers">
          {(['sets', 'repetitions', 'rest_s'] as const).map((name) => (
            <Stepper key={name} name={name} label={labels[name]} unit={t.units[name]} value={intention[name]} range={LIMITS[name]} step={STEP[name]}
              onChange={(value) => onChange({ ...intention, [name]: value })} />
          ))}
        </div>
      )}
    </Choice>
  );
}
