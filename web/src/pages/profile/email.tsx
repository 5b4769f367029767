import { useState } from 'preact/hooks';
import { api } from '../../api/client';
import type { CodeSent } from '../../api/types';
import { accountWords } from '../../i18n/account';
import { common } from '../../i18n/common';
import { profileWords } from '../../i18n/profile';
import { useWords } from '../../i18n/use';
import { useSession } from '../../session';
import { Button } from '../../ui/button';
import { Card } from '../../ui/card';
import { CodeField } from '../../ui/code_field';
import { Countdown, useSecondsLeft } from '../../ui/countdown';
import { Field, FormProblem, PasswordField } from '../../ui/field';
import { fieldPassword, fieldText, useForm } from '../../ui/form';
import { toast } from '../../ui/toast';

interface Pending {
  email: string;
  valid_s: number;
  end_ms: number;
}

export function Email({ email, onChanged }: { email: string; onChanged: () => void }) {
  const t = useWords(profileWords);
  const { mail } = useSession().session!;
  const [asking, setAsking] = useState(false);
  const [pending, setPending] = useState<Pending | null>(null);
  function close() {
    setAsking(false);
    setPending(null);
  }
  return (
    <Card title={t.email} end={mail && !asking && <Button onClick={() => setAsking(true)}>{t.changeEmail}</Button>}>
      <p class="address">{email}</p>
      {!mail && <p class="hint">{t.noMail}</p>}
      {asking && !pending && <AskForm onSent={setPending} onClose={close} />}
      {pending && <ConfirmForm pending={pending} onClose={close} onChanged={() => (close(), onChanged())} />}
    </Card>
  );
}

function AskForm({ onSent, onClose }: { onSent: (pending: Pending) => void; onClose: () => void }) {
  const t = useWords(profileWords);
  const { cancel } = useWords(common);
  const form = useForm(async (element) => {
    const email = fieldText(element, 'email');
    const { valid_s } = await api.post<CodeSent>('/me/email', { email, password: fieldPassword(element) });
    onSent({ email, valid_s, end_ms: Date.now() + valid_s * 1000 });
  });
  return (
    <form class="form" noValidate onSubmit={form.submit}>
      <Field form={form} name="email" label={t.newEmail} type="email" required maxLength={254} autocomplete="email" autocapitalize="none" />
      <PasswordField form={form} name="password" autocomplete="current-password" />
      <FormProblem form={form} />
      <div class="form-actions">
        <Button type="submit" kind="primary" busy={form.busy}>{t.sendCode}</Button>
        <Button kind="quiet" onClick={onClose}>{cancel}</Button>
      </div>
    </form>
  );
}

interface ConfirmFormProps {
  pending: Pending;
  onClose: () => void;
  onChanged: () => void;
}

function ConfirmForm({ pending, onClose, onChanged }: ConfirmFormProps) {
  const t = useWords(profileWords);
  const account = useWords(accountWords);
  const { cancel } = useWords(common);
  const seconds = useSecondsLeft(pending.end_ms);
  const form = useForm(async (element) => {
    await api.put('/me/email', { email: pending.email, code: fieldText(element, 'code') });
    toast(t.emailChanged);
    onChanged();
  });
  return (
    <form class="form" noValidate onSubmit={form.submit}>
      <p class="soft">{t.emailSent(pending.email)}</p>
      <Countdown seconds={seconds} of_s={pending.valid_s} />
      <div role="alert">{seconds === 0 && <p class="notice bad">{account.expired}</p>}</div>
      <CodeField form={form} />
      <FormProblem form={form} />
      <div class="form-actions">
        <Button type="submit" kind="primary" busy={form.busy} disabled={seconds === 0}>{t.changeEmail}</Button>
        <Button kind="quiet" onClick={onClose}>{cancel}</Button>
      </div>
    </form>
  );
}
