import { useState } from 'preact/hooks';
import { api } from '../../api/client';
import { ApiProblem } from '../../api/problem';
import { common } from '../../i18n/common';
import { localDay } from '../../i18n/format';
import { profileWords } from '../../i18n/profile';
import { useWords } from '../../i18n/use';
import { forgetMember } from '../../session';
import { useAct } from '../../ui/act';
import { Button } from '../../ui/button';
import { Card } from '../../ui/card';
import { Dialog } from '../../ui/dialog';
import { FormProblem, PasswordField } from '../../ui/field';
import { fieldPassword, useForm } from '../../ui/form';
import { Icon } from '../../ui/icon';
import { PasswordDialog } from '../../ui/password_dialog';
import { saveFile } from '../../ui/save_file';
import { toast } from '../../ui/toast';

export function Data() {
  const t = useWords(profileWords);
  const [deleting, setDeleting] = useState(false);
  return (
    <Card title={t.data}>
      <ul class="rows">
        <li>
          <p class="what">{t.exportText}</p>
          <Export />
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

/** Asked for by the page first, since only then a refusal can become the question for the password. */
function Export() {
  const t = useWords(profileWords);
  const { act, busy } = useAct();
  const [asking, setAsking] = useState(false);
  const take = async () => {
    const everything = await api.get<object>('/me/export');
    saveFile(`aifit-${localDay()}.json`, new Blob([JSON.stringify(everything, null, 1)], { type: 'application/json' }));
  };
  const begin = () =>
    act(async () => {
      try {
        await take();
      } catch (error) {
        if (!(error instanceof ApiProblem) || error.code !== 'password_needed') throw error;
        setAsking(true);
      }
    });
  return (
    <>
      <Button busy={busy} onClick={begin}><Icon name="download" />{t.export}</Button>
      {asking && (
        <PasswordDialog title={t.exportPassword} text={t.exportWhy} onClose={() => setAsking(false)}
          onPassword={async (password) => {
            await api.post('/session/password', { password });
            await take();
            setAsking(false);
          }} />
      )}
    </>
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
