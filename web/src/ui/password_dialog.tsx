import { common } from '../i18n/common';
import { useWords } from '../i18n/use';
import { Button } from './button';
import { Dialog } from './dialog';
import { FormProblem, PasswordField } from './field';
import { fieldPassword, useForm } from './form';

interface PasswordDialogProps {
  title: string;
  /** Why it is asked. */
  text: string;
  /** May throw an ApiProblem, which is then shown. */
  onPassword: (password: string) => Promise<void>;
  onClose: () => void;
}

/** For what a log-in alone does not allow. */
export function PasswordDialog({ title, text, onPassword, onClose }: PasswordDialogProps) {
  const t = useWords(common);
  const form = useForm((element) => onPassword(fieldPassword(element)));
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{text}</p>
      <form class="form" noValidate onSubmit={form.submit}>
        <PasswordField form={form} name="password" autocomplete="current-password" />
        <FormProblem form={form} />
        <div class="form-actions">
          <Button type="submit" kind="primary" busy={form.busy}>{t.confirm}</Button>
          <Button onClick={onClose}>{t.cancel}</Button>
        </div>
      </form>
    </Dialog>
  );
}
