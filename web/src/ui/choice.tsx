import type { ComponentChildren } from 'preact';

interface ChoiceProps<Value extends string> {
  name: string;
  legend: string;
  options: readonly { value: Value; label: string }[];
  chosen: Value | null;
  onChoose: (value: Value) => void;
  children?: ComponentChildren;
}

/** One of a few, all visible. */
export function Choice<Value extends string>({ name, legend, options, chosen, onChoose, children }: ChoiceProps<Value>) {
  return (
    <fieldset class={`choice choice-${name}`}>
      <legend>{legend}</legend>
      <div class="options">
        {options.map(({ value, label }) => (
          <label key={value}>
            <input type="radio" name={name} value={value} checked={value === chosen} onChange={() => onChoose(value)} />
            <span>{label}</span>
          </label>
        ))}
      </div>
      {children}
    </fieldset>
  );
}
