import type { ComponentChildren, JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import type { ApiProblem } from '../api/problem';
import { common } from '../i18n/common';
import { problemText, problemWords } from '../i18n/problems';
import { useLanguage, useWords } from '../i18n/use';
import type { Form } from './form';
import { Icon } from './icon';

type InputProps = Omit<JSX.IntrinsicElements['input'], 'form' | 'id' | 'name' | 'label'>;

interface FieldProps extends InputProps {
  form: Form;
  name: string;
  /** The field's name in the API's words unless given. */
  label?: string;
  hint?: ComponentChildren;
  /** What stands at the end inside the field. */
  end?: ComponentChildren;
}

/** Label, input, hint and what is wrong, tied together for screen readers. */
export function Field({ form, name, label, hint, end, ...input }: FieldProps) {
  const id = useId();
  const t = useWords(common);
  const { fields } = useWords(problemWords);
  const problem = form.problemOf(name);
  const described = [hint && `${id}-hint`, problem && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div class="field">
      <label for={id}>
        {label ?? fields[name]}
        {!input.required && !input.readOnly && <span class="optional"> ({t.optional})</span>}
      </label>
      <div class="input">
        <input id={id} name={name} {...input} aria-invalid={problem ? true : undefined} aria-describedby={described || undefined} />
        {end}
      </div>
      {hint && <div class="hint" id={`${id}-hint`}>{hint}</div>}
      {problem && <FieldError id={`${id}-error`} problem={problem} />}
    </div>
  );
}

export function FieldError({ id, problem }: { id: string; problem: ApiProblem }) {
  const { reasons, codes } = useWords(problemWords);
  return <p class="error" id={id}><Icon name="alert" />{problem.reason ? reasons[problem.reason] : codes[problem.code]}</p>;
}

/** A password that can be looked at. */
export function PasswordField(props: Omit<FieldProps, 'type' | 'end'>) {
  const t = useWords(common);
  const [shown, setShown] = useState(false);
  const label = shown ? t.hidePassword : t.showPassword;
  return (
    <Field {...props} type={shown ? 'text' : 'password'} required autocapitalize="none" spellcheck={false}
      end={
        <button type="button" class="icon-button" aria-label={label} title={label} onClick={() => setShown(!shown)}>
          <Icon name={shown ? 'eye_off' : 'eye'} />
        </button>
      } />
  );
}

/** What went wrong with the form as a whole; what a field is blamed for stands at the field. */
export function FormProblem({ form: { problem } }: { form: Form }) {
  const language = useLanguage();
  return (
    <div role="alert">
      {problem && (
        <p class="notice bad" data-problem={problem.code}><Icon name="alert" /><span>{problemText(problem, language)}</span></p>
      )}
    </div>
  );
}
