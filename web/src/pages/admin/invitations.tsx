import { useState } from 'preact/hooks';
import { api } from '../../api/client';
import type { Invitation, NewInvitation, Role } from '../../api/types';
import { adminWords } from '../../i18n/admin';
import { common } from '../../i18n/common';
import { formatDay, formatTime } from '../../i18n/format';
import { useLanguage, useWords } from '../../i18n/use';
import { useAct } from '../../ui/act';
import { Button } from '../../ui/button';
import { Card } from '../../ui/card';
import { Choice } from '../../ui/choice';
import { CopyField } from '../../ui/copy_field';
import { Dialog } from '../../ui/dialog';
import { Field, FormProblem } from '../../ui/field';
import { fieldNumber, fieldText, useForm } from '../../ui/form';
import { Icon } from '../../ui/icon';
import { useLoad } from '../../ui/load';
import { LoadProblem, Skeleton } from '../../ui/messages';
import { toast } from '../../ui/toast';

const USUAL_DAYS = 7;
const ROLES: readonly Role[] = ['member', 'administrator'];

export function Invitations() {
  const t = useWords(adminWords);
  const [making, setMaking] = useState(false);
  const load = async () => (await api.get<{ invitations: Invitation[] }>('/admin/invitations')).invitations;
  const { data: invitations, problem, reload } = useLoad(load);
  return (
    <Card title={t.invitations} end={<Button onClick={() => setMaking(true)}><Icon name="plus" />{t.newInvitation}</Button>}>
      <p class="soft">{t.invitationsText}</p>
      {problem && <LoadProblem problem={problem} onRetry={reload} />}
      {!invitations && !problem && <Skeleton />}
      {invitations?.length === 0 && <p class="empty">{t.noInvitations}</p>}
      {invitations && invitations.length > 0 && (
        <ul class="rows">{invitations.map((invitation) => <Row key={invitation.id} invitation={invitation} onWithdrawn={reload} />)}</ul>
      )}
      {making && <NewDialog onMade={reload} onClose={() => setMaking(false)} />}
    </Card>
  );
}

function Row({ invitation, onWithdrawn }: { invitation: Invitation; onWithdrawn: () => void }) {
  const t = useWords(adminWords);
  const { id, note, role, expires_at, used_at } = invitation;
  const { act, busy } = useAct();
  const open = !used_at && new Date(expires_at).getTime() > Date.now();
  const withdraw = () =>
    act(async () => {
      await api.delete(`/admin/invitations/${id}`);
      toast(t.withdrawn);
      onWithdrawn();
    });
  return (
    <li>
      <div class="what">
        <p>
          <b>{note || t.noNote}</b> {role === 'administrator' && <span class="badge accent">{t.roles.administrator}</span>}
        </p>
        <State invitation={invitation} open={open} />
      </div>
      {open && <Button busy={busy} aria-label={t.withdrawOf(note || t.noNote)} onClick={withdraw}>{t.withdraw}</Button>}
    </li>
  );
}

function State({ invitation: { used_at, expires_at }, open }: { invitation: Invitation; open: boolean }) {
  const t = useWords(adminWords);
  const language = useLanguage();
  if (used_at) return <p class="hint">{t.usedOn(formatDay(used_at, language))}</p>;
  if (!open) return <p class="hint">{t.expired}</p>;
  return <p class="hint">{t.open} · {t.expires(formatTime(expires_at, language))}</p>;
}

function NewDialog({ onMade, onClose }: { onMade: () => void; onClose: () => void }) {
  const t = useWords(adminWords);
  const { cancel, close } = useWords(common);
  const language = useLanguage();
  const [role, setRole] = useState<Role>('member');
  const [made, setMade] = useState<NewInvitation | null>(null);
  const form = useForm(async (element) => {
    setMade(await api.post<NewInvitation>('/admin/invitations', { note: fieldText(element, 'note'), days: fieldNumber(element, 'days'), role }));
    onMade();
  });
  if (made) {
    return (
      <Dialog key="made" title={t.invitationTitle} onClose={onClose}>
        <p>{t.invitationReady}</p>
        <CopyField label={t.link} text={made.url} />
        <p class="hint">{t.expires(formatTime(made.expires_at, language))}</p>
        <div class="form-actions"><Button onClick={onClose}>{close}</Button></div>
      </Dialog>
    );
  }
  return (
    <Dialog key="form" title={t.newInvitation} onClose={onClose}>
      <form class="form" noValidate onSubmit={form.submit}>
        <Field form={form} name="note" maxLength={50} hint={t.noteHint} autocomplete="off" />
        <Field form={form} name="days" type="number" inputMode="numeric" required min={1} max={365} defaultValue={String(USUAL_DAYS)}
          end={<span class="unit">{t.daysUnit}</span>} />
        <Choice name="role" legend={t.role} chosen={role} onChoose={setRole} options={ROLES.map((value) => ({ value, label: t.roles[value] }))} />
        <FormProblem form={form} />
        <div class="form-actions">
          <Button type="submit" kind="primary" busy={form.busy}>{t.newInvitation}</Button>
          <Button onClick={onClose}>{cancel}</Button>
        </div>
      </form>
    </Dialog>
  );
}
