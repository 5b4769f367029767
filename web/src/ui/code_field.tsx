import { accountWords } from '../i18n/account';
import { useWords } from '../i18n/use';
import { Field } from './field';
import type { Form } from './form';

/** A code out of a letter; the server minds neither case nor hyphens. */
export function CodeField({ form }: { form: Form }) {
  const t = useWords(accountWords);
  return (
    <div class="code-field">
      <Field form={form} name="code" label={t.codeLabel} required minLength={8} maxLength={16} autocomplete="one-time-code" autocapitalize="characters" spellcheck={false} />
    </div>
  );
}
