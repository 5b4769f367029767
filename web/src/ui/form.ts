import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiProblem, type FieldReason } from '../api/problem';

export interface Form {
  busy: boolean;
  /** What went wrong at the last attempt, null after success. */
  problem: ApiProblem | null;
  /** For <form onSubmit>. */
  submit: (event: JSX.TargetedSubmitEvent<HTMLFormElement>) => void;
  /** Why this field was refused. */
  reasonOf: (field: string) => FieldReason | null;
}

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/** The first control that breaks one of its own attributes, as the problem that the server would answer with. */
function findInvalid(form: HTMLFormElement): ApiProblem | null {
  const control = [...form.elements].find((element) => 'validity' in element && !(element as Control).validity.valid) as Control | undefined;
  if (!control) return null;
  const { validity } = control;
  let reason: FieldReason = 'not_allowed';
  if (validity.badInput) reason = control.type === 'date' ? 'not_a_date' : 'out_of_range';
  else if (validity.valueMissing) reason = 'missing';
  else if (validity.typeMismatch) reason = 'not_an_email';
  else if (validity.tooShort) reason = 'too_short';
  else if (validity.rangeUnderflow || validity.rangeOverflow || validity.stepMismatch) reason = 'out_of_range';
  return new ApiProblem('invalid_field', { field: control.name, reason });
}

/** A form whose fields carry the API's names. action may throw an ApiProblem, be it the server's or the page's own. The
 *  browser's bubbles stay away (noValidate), since they speak the browser's language and not the page's. */
export function useForm(action: (form: HTMLFormElement) => Promise<void>): Form {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const form = useRef<HTMLFormElement | null>(null);

  useEffect(() => {
    if (problem?.field) (form.current?.elements.namedItem(problem.field) as HTMLElement | null)?.focus();
  }, [problem]);

  async function run(element: HTMLFormElement): Promise<void> {
    form.current = element;
    const invalid = findInvalid(element);
    setProblem(invalid);
    if (invalid) return;
    setBusy(true);
    try {
      await action(element);
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      setProblem(error);
    } finally {
      setBusy(false);
    }
  }

  return {
    busy,
    problem,
    submit(event) {
      event.preventDefault();
      if (!busy) void run(event.currentTarget);
    },
    reasonOf: (field) => (problem?.field === field ? (problem.reason ?? 'not_allowed') : null),
  };
}

/** Trimmed text of the form's control. */
export function fieldText(form: HTMLFormElement, name: string): string {
  return (form.elements.namedItem(name) as Control).value.trim();
}

/** The password as typed: spaces belong to it. */
export function fieldPassword(form: HTMLFormElement, name = 'password'): string {
  return (form.elements.namedItem(name) as HTMLInputElement).value;
}

export function fieldNumber(form: HTMLFormElement, name: string): number {
  return Number((form.elements.namedItem(name) as HTMLInputElement).value);
}
