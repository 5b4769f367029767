import { useState } from 'preact/hooks';
import { API, api } from '../../api/client';
import { common } from '../../i18n/common';
import { profileWords } from '../../i18n/profile';
import { useWords } from '../../i18n/use';
import { forgetMember } from '../../session';
import { Button } from '../../ui/button';
import { Card } from '../../ui/card';
import { Dialog } from '../../ui/dialog';
import { FormProblem, PasswordField } from '../../ui/field';
import { fieldPassword, useForm } from '../../ui/form';
import { Icon } from '../../ui/icon';
import { toast } from '../../ui/toast';

export function Data() {
  const t = useWords(profileWords);
  const [deleting, setDeleting] = useState(false);
  return (
    <Card title={t.data}>
      <ul class="rows">
        <li>
          <p class="what">{t.exportText}</p>
          <a class="button" href={`${API}/me/export`} download><Icon name="download" />{t.export}</a>
        </li>
        <li>
          <p class="what">{t.deleteText}</p>
          <Button kind="danger" onClick={() => setDeleting(true)}><Icon name="trash" />{t.delete}</Button>
        </li>
      </ul>
      {deleting && <DeleteDialog onClose={() => setDeleting(false)} />}
    </Card>
  );
}

function DeleteDialog({ onClose }: { onClose: () => void }) {
  const t = useWords(profileWords);
  const { cancel } = useWords(common);
  const form = useForm(async (element) => {
    await api.post('/me/deletion', { password: fieldPassword(element) });
    toast(t.deleted);
    await forgetMember({ leave: true });
  });
  return (
    <Dialog title={t.deleteTitle} onClose={onClose}>
      <p>{t.deleteWarning}</p>
      <form class="form" noValidate onSubmit={form.submit}>
        <PasswordField form={form} name="password" autocomplete="current-password" />
        <FormProblem form={form} />
        <div class="form-actions">
          <Button type="submit" kind="danger" busy={form.busy}>{t.deleteForever}</Button>
          <Button onClick={onClose}>{cancel}</Button>
        </div>
      </form>
    </Dialog>
  );
}
