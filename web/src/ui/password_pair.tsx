import { useState } from 'preact/hooks';
import { accountWords } from '../i18n/account';
import { useWords } from '../i18n/use';
import { PasswordField } from './field';
import { fieldPassword, type Form } from './form';
import { Icon } from './icon';
import { ApiProblem } from '../api/problem';

const MIN_CHARACTERS = 8;
const MAX_CHARACTERS = 128;
const LIKE_MIN_BYTES = 4; // shorter names are in too many good passwords

/** The server's rule, told while typing; it is the server that decides. */
function contains(password: string, name: string): boolean {
  if (new TextEncoder().encode(name).length < LIKE_MIN_BYTES) return false;
  const [a, b] = [password.toLowerCase(), name.toLowerCase()];
  return a.includes(b) || b.includes(a);
}

interface PasswordPairProps {
  form: Form;
  label?: string;
  email?: string;
  nickname?: string;
}

/** A new password, twice, with its rules. */
export function PasswordPair({ form, label, email = '', nickname = '' }: PasswordPairProps) {
  const t = useWords(accountWords);
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const rules = [
    { text: t.ruleLength, met: [...password].length >= MIN_CHARACTERS },
    { text: t.ruleOwn, met: password !== '' && ![email.split('@')[0]!, nickname].some((name) => contains(password, name)) },
    { text: t.ruleSame, met: password !== '' && password === again },
  ];
  return (
    <>
      <PasswordField form={form} name="password" label={label} autocomplete="new-password" maxLength={MAX_CHARACTERS}
        minLength={MIN_CHARACTERS} onInput={(event) => setPassword(event.currentTarget.value)} />
      <PasswordField form={form} name="password_again" autocomplete="new-password" maxLength={MAX_CHARACTERS}
        onInput={(event) => setAgain(event.currentTarget.value)} />
      <ul class="rules" aria-label={t.rules}>
        {rules.map(({ text, met }) => (
          <li key={text} class={met ? 'met' : undefined}>
            <span class="mark" aria-hidden="true">{met && <Icon name="check" />}</span>
            {text}
            <span class="heard"> ({met ? t.ruleMet : t.ruleOpen})</span>
          </li>
        ))}
        <li class="note">{t.ruleCommon}</li>
      </ul>
    </>
  );
}

/** Both passwords of the form, for the API; refused here already if they differ. */
export function readPasswordPair(form: HTMLFormElement): { password: string; password_again: string } {
  const password = fieldPassword(form);
  const password_again = fieldPassword(form, 'password_again');
  if (password !== password_again) throw new ApiProblem('invalid_field', { field: 'password_again', reason: 'not_the_same' });
  return { password, password_again };
}
