import { useState } from 'preact/hooks';
import { api } from '../../api/client';
import { accountWords } from '../../i18n/account';
import { common } from '../../i18n/common';
import { profileWords } from '../../i18n/profile';
import { useWords } from '../../i18n/use';
import { useMember } from '../../session';
import { Button } from '../../ui/button';
import { Card } from '../../ui/card';
import { FormProblem, PasswordField } from '../../ui/field';
import { fieldPassword, useForm } from '../../ui/form';
import { PasswordPair, readPasswordPair } from '../../ui/password_pair';
import { toast } from '../../ui/toast';

export function Password({ email }: { email: string }) {
  const t = useWords(profileWords);
  const [open, setOpen] = useState(false);
  return (
    <Card title={t.password} end={!open && <Button onClick={() => setOpen(true)}>{t.changePassword}</Button>}>
      <p class="soft">{t.passwordText}</p>
      {open && <PasswordForm email={email} onClose={() => setOpen(false)} />}
    </Card>
  );
}

function PasswordForm({ email, onClose }: { email: string; onClose: () => void }) {
  const t = useWords(profileWords);
  const { newPassword } = useWords(accountWords);
  const { cancel } = useWords(common);
  const { nickname } = useMember();
  const form = useForm(async (element) => {
    await api.put('/me/password', { current: fieldPassword(element, 'current'), ...readPasswordPair(element) });
    toast(t.passwordChanged);
    onClose();
  });
  return (
    <form class="form" noValidate onSubmit={form.submit}>
      <input class="heard" type="text" autocomplete="username" value={email} readOnly tabIndex={-1} aria-hidden="true" />
      <PasswordField form={form} name="current" autocomplete="current-password" />
      <PasswordPair form={form} label={newPassword} email={email} nickname={nickname} />
      <FormProblem form={form} />
      <div class="form-actions">
        <Button type="submit" kind="primary" busy={form.busy}>{t.changePassword}</Button>
        <Button kind="quiet" onClick={onClose}>{cancel}</Button>
      </div>
    </form>
  );
}
