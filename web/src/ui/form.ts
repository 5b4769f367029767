import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiProblem, type FieldReason, type ProblemCode } from '../api/problem';

export interface Form {
  busy: boolean;
  /** What went wrong at the last attempt and is no field's fault; null after success. */
  problem: ApiProblem | null;
  /** For <form onSubmit>. */
  submit: (event: JSX.TargetedSubmitEvent<HTMLFormElement>) => void;
  /** Why this field was refused. */
  problemOf: (field: string) => ApiProblem | null;
}

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/** Fields that a problem without one is about, where the form has them. */
const ABOUT: Partial<Record<ProblemCode, readonly string[]>> = {
  email_taken: ['email'],
  wrong_code: ['code'],
  bad_invitation: ['invitation'],
  wrong_password: ['current', 'password'],
};

/** The control that the problem is about, null if it is the form's as a whole. */
function blame(form: HTMLFormElement | null, problem: ApiProblem | null): Control | null {
  if (!form || !problem) return null;
  const names = problem.field ? [problem.field] : (ABOUT[problem.code] ?? []);
  for (const name of names) {
    const control = form.elements.namedItem(name);
    if (control) return control as Control;
  }
  return null;
}

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
  const blamed = blame(form.current, problem);

  useEffect(() => blame(form.current, problem)?.focus(), [problem]);

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
    problem: blamed ? null : problem,
    submit(event) {
      event.preventDefault();
      if (!busy) void run(event.currentTarget);
    },
    problemOf: (field) => (blamed?.name === field ? problem : null),
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
