import { api } from '../../api/client';
import type { Session } from '../../api/types';
import { common } from '../../i18n/common';
import { profileWords } from '../../i18n/profile';
import { useWords } from '../../i18n/use';
import { changeProfile, takeSession, useMember } from '../../session';
import { useAct } from '../../ui/act';
import { Button } from '../../ui/button';
import { Card } from '../../ui/card';
import { Field, FormProblem } from '../../ui/field';
import { fieldText, useForm } from '../../ui/form';
import { PhotoField } from '../../ui/photo/photo_field';
import { toast } from '../../ui/toast';

/** What others of the page may show of oneself: photo and nickname. */
export function About() {
  const t = useWords(profileWords);
  const { save, saved } = useWords(common);
  const { nickname, photo } = useMember();
  const { act } = useAct();
  const form = useForm(async (element) => {
    await changeProfile({ nickname: fieldText(element, 'nickname') });
    toast(saved);
  });
  const changePhoto = (request: () => Promise<void>, done: string) =>
    act(async () => {
      await request();
      takeSession(await api.get<Session>('/session')); // the photo has another address now
      toast(done);
    });
  return (
    <Card title={t.about}>
      <PhotoField label={t.photo} photo={photo} onPhoto={(blob) => changePhoto(() => api.put('/me/photo', blob), t.photoSaved)}
        onRemove={photo ? () => changePhoto(() => api.delete('/me/photo'), t.photoRemoved) : undefined} />
      <form class="form" noValidate onSubmit={form.submit}>
        <Field form={form} name="nickname" required maxLength={30} defaultValue={nickname} autocomplete="nickname" />
        <FormProblem form={form} />
        <div class="form-actions"><Button type="submit" kind="primary" busy={form.busy}>{save}</Button></div>
      </form>
    </Card>
  );
}
