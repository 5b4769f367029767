import { useState } from 'preact/hooks';
import { api } from '../api/client';
import type { CodeSent } from '../api/types';
import { accountWords } from '../i18n/account';
import { common } from '../i18n/common';
import { useWords } from '../i18n/use';
import { navigate } from '../router';
import { useSession } from '../session';
import { AccountFrame } from '../ui/account_frame';
import { Button } from '../ui/button';
import { CodeField } from '../ui/code_field';
import { Countdown, useSecondsLeft } from '../ui/countdown';
import { Field, FormProblem } from '../ui/field';
import { fieldText, useForm } from '../ui/form';
import { PasswordPair, readPasswordPair } from '../ui/password_pair';
import { toast } from '../ui/toast';

/** end_ms null: a code from the administrator, whose age the page does not know. */
interface Code {
  email: string;
  valid_s: number;
  end_ms: number | null;
}

async function askForCode(email: string): Promise<Code> {
  const { valid_s } = await api.post<CodeSent>('/password-resets', { email });
  return { email, valid_s, end_ms: Date.now() + valid_s * 1000 };
}

export default function ForgottenPasswordPage() {
  const t = useWords(accountWords);
  const { logIn } = useWords(common);
  const { mail } = useSession().session!;
  const [code, setCode] = useState<Code | null>(mail ? null : { email: '', valid_s: 0, end_ms: null });
  return (
    <AccountFrame title={code ? t.newPasswordTitle : t.resetTitle}>
      {!mail && <p class="notice"><span><b>{t.noMailTitle}</b><br />{t.noMailText}</span></p>}
      {code ? <ConfirmStep code={code} onCode={setCode} /> : <AskStep onCode={setCode} />}
      <p class="below"><a href="/login">{logIn}</a></p>
    </AccountFrame>
  );
}

function AskStep({ onCode }: { onCode: (code: Code) => void }) {
  const t = useWords(accountWords);
  const form = useForm(async (element) => onCode(await askForCode(fieldText(element, 'email'))));
  return (
    <form class="form" noValidate onSubmit={form.submit}>
      <p class="soft">{t.resetText}</p>
      <Field form={form} name="email" type="email" required maxLength={254} autocomplete="username" inputMode="email" autocapitalize="none" />
      <FormProblem form={form} />
      <Button kind="primary" type="submit" class="wide large" busy={form.busy}>{t.sendCode}</Button>
      <Button kind="quiet" class="wide" onClick={() => onCode({ email: '', valid_s: 0, end_ms: null })}>{t.haveCode}</Button>
    </form>
  );
}

function ConfirmStep({ code, onCode }: { code: Code; onCode: (code: Code | null) => void }) {
  const t = useWords(accountWords);
  const { mail } = useSession().session!;
  const timed = code.end_ms !== null;
  const seconds = useSecondsLeft(code.end_ms ?? 0);
  const expired = timed && seconds === 0;
  const [email, setEmail] = useState(code.email);
  const form = useForm(async (element) => {
    const passwords = readPasswordPair(element);
    await api.post('/password-resets/confirm', { email: fieldText(element, 'email'), code: fieldText(element, 'code'), ...passwords });
    toast(t.passwordSet);
    navigate('/login');
  });
  const again = useForm(async () => {
    onCode(await askForCode(code.email));
    toast(t.resent);
  });
  return (
    <>
      {timed && <p class="soft">{t.codeSent(code.email)}</p>}
      {timed && <Countdown seconds={seconds} of_s={code.valid_s} />}
      <div role="alert">{expired && <p class="notice bad">{t.expired}</p>}</div>
      <form class="form" noValidate onSubmit={form.submit}>
        <Field form={form} name="email" type="email" required readOnly={timed} value={email} maxLength={254} autocomplete="username"
          autocapitalize="none" onInput={(event) => setEmail(event.currentTarget.value)} />
        <CodeField form={form} />
        <PasswordPair form={form} label={t.newPassword} email={email} />
        <FormProblem form={form} />
        <Button kind="primary" type="submit" class="wide large" busy={form.busy} disabled={expired}>{t.setPassword}</Button>
      </form>
      {mail && (
        <form class="form" noValidate onSubmit={again.submit}>
          <FormProblem form={again} />
          <div class="form-actions">
            {timed && <Button type="submit" busy={again.busy}>{t.resend}</Button>}
            <Button kind="quiet" onClick={() => onCode(null)}>{t.otherEmail}</Button>
          </div>
        </form>
      )}
    </>
  );
}
