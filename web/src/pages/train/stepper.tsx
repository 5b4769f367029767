import { useId, useState } from 'preact/hooks';
import { trainWords } from '../../i18n/train';
import { useWords } from '../../i18n/use';

interface StepperProps {
  name: string;
  label: string;
  unit: string;
  value: number;
  range: readonly [least: number, most: number];
  step: number;
  onChange: (value: number) => void;
}

/** A small number with large buttons. The keyboard has the arrows of the field itself. */
export function Stepper({ name, label, unit, value, range: [least, most], step, onChange }: StepperProps) {
  const id = useId();
  const t = useWords(trainWords);
  const [typed, setTyped] = useState<string | null>(null); // else whatever draws the page anew, as loading does, would undo it
  const set = (wanted: number) => Number.isInteger(wanted) && onChange(Math.min(Math.max(wanted, least), most));
  return (
    <div class="stepper">
      <label for={id}>{label}</label>
      <div class="input">
        <button type="button" tabIndex={-1} aria-label={t.less(label)} disabled={value <= least} onClick={() => set(value - step)}>−</button>
        <input id={id} name={name} type="number" inputMode="numeric" min={least} max={most} step={1} value={typed ?? value}
          onInput={(event) => setTyped(event.currentTarget.value)}
          onChange={(event) => {
            set(event.currentTarget.valueAsNumber);
            setTyped(null); // what cannot be taken goes back
          }} />
        <span class="unit">{unit}</span>
        <button type="button" tabIndex={-1} aria-label={t.more(label)} disabled={value >= most} onClick={() => set(value + step)}>+</button>
      </div>
    </div>
  );
}
