import { useState } from 'preact/hooks';
import { api } from '../../api/client';
import type { AdminMember, ResetCode } from '../../api/types';
import { accountWords } from '../../i18n/account';
import { adminWords } from '../../i18n/admin';
import { common } from '../../i18n/common';
import { useWords } from '../../i18n/use';
import { useMember } from '../../session';
import { useAct } from '../../ui/act';
import { Button } from '../../ui/button';
import { CopyField } from '../../ui/copy_field';
import { Countdown, useSecondsLeft } from '../../ui/countdown';
import { Dialog } from '../../ui/dialog';
import { toast } from '../../ui/toast';

interface MemberDialogProps {
  member: AdminMember;
  onChanged: () => void;
  onClose: () => void;
}

export function MemberDialog({ member, onChanged, onClose }: MemberDialogProps) {
  const [code, setCode] = useState<{ code: string; end_ms: number; valid_s: number } | null>(null);
  const [deleting, setDeleting] = useState(false);

  async function makeCode() {
    const asked_ms = Date.now();
    const made = await api.post<ResetCode>(`/admin/members/${member.id}/reset-code`);
    const end_ms = new Date(made.expires_at).getTime();
    setCode({ code: made.code, end_ms, valid_s: Math.round((end_ms - asked_ms) / 1000) });
  }

  return (
    <Dialog title={member.nickname} onClose={onClose}>
      <p class="address">{member.email}</p>
      {code && <Code {...code} />}
      {!code && deleting && <Deletion member={member} onKeep={() => setDeleting(false)} onDeleted={() => (onChanged(), onClose())} />}
      {!code && !deleting && (
        <Actions member={member} onDone={() => (onChanged(), onClose())} onDelete={() => setDeleting(true)} onCode={makeCode} />
      )}
    </Dialog>
  );
}

interface ActionsProps {
  member: AdminMember;
  onDone: () => void;
  onDelete: () => void;
  onCode: () => Promise<void>;
}

function Actions({ member, onDone, onDelete, onCode }: ActionsProps) {
  const t = useWords(adminWords);
  const { act, busy } = useAct();
  const own = useMember().id === member.id;
  const change = (patch: { disabled?: boolean; role?: AdminMember['role'] }) =>
    act(async () => {
      await api.patch(`/admin/members/${member.id}`, patch);
      toast(t.changed);
      onDone();
    });
  const isAdministrator = member.role === 'administrator';
  return (
    <>
      <ul class="rows" aria-label={t.actions}>
        <li>
          <p class="what hint">{t.resetCodeText}</p>
          <Button busy={busy} onClick={() => act(onCode)}>{t.resetCode}</Button>
        </li>
        {!own && (
          <li>
            <p class="what hint">{isAdministrator ? t.makeMemberText : t.makeAdministratorText}</p>
            <Button busy={busy} onClick={() => change({ role: isAdministrator ? 'member' : 'administrator' })}>
              {isAdministrator ? t.makeMember : t.makeAdministrator}
            </Button>
          </li>
        )}
        {!own && (
          <li>
            <p class="what hint">{member.disabled ? t.enableText : t.disableText}</p>
            <Button busy={busy} onClick={() => change({ disabled: !member.disabled })}>{member.disabled ? t.enable : t.disable}</Button>
          </li>
        )}
        {!own && (
          <li>
            <p class="what hint">{t.deleteMemberText}</p>
            <Button kind="danger" busy={busy} onClick={onDelete}>{t.deleteMember}</Button>
          </li>
        )}
      </ul>
      {own && <p class="hint">{t.ownAccount}</p>}
    </>
  );
}

function Code({ code, end_ms, valid_s }: { code: string; end_ms: number; valid_s: number }) {
  const t = useWords(adminWords);
  const { expired } = useWords(accountWords);
  const seconds = useSecondsLeft(end_ms);
  return (
    <>
      <p>{t.resetCodeReady}</p>
      <CopyField label={t.code} text={code} />
      <Countdown seconds={seconds} of_s={valid_s} />
      <div role="alert">{seconds === 0 && <p class="notice bad">{expired}</p>}</div>
    </>
  );
}

interface DeletionProps {
  member: AdminMember;
  onKeep: () => void;
  onDeleted: () => void;
}

function Deletion({ member, onKeep, onDeleted }: DeletionProps) {
  const t = useWords(adminWords);
  const { cancel } = useWords(common);
  const { act, busy } = useAct();
  const remove = () =>
    act(async () => {
      await api.delete(`/admin/members/${member.id}`);
      toast(t.deleted);
      onDeleted();
    });
  return (
    <>
      <p role="alert">{t.deleteConfirm(member.nickname)}</p>
      <div class="form-actions">
        <Button kind="danger" busy={busy} onClick={remove}>{t.deleteMember}</Button>
        <Button onClick={onKeep}>{cancel}</Button>
      </div>
    </>
  );
}
