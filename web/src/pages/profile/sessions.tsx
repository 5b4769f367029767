import { useState } from 'preact/hooks';
import { api } from '../../api/client';
import type { OwnSession } from '../../api/types';
import { common } from '../../i18n/common';
import { formatAgo } from '../../i18n/format';
import { profileWords } from '../../i18n/profile';
import { useLanguage, useWords } from '../../i18n/use';
import { logOut } from '../../session';
import { useAct } from '../../ui/act';
import { Button } from '../../ui/button';
import { Card } from '../../ui/card';
import { Dialog } from '../../ui/dialog';
import { Icon } from '../../ui/icon';
import { useLoad } from '../../ui/load';
import { LoadProblem, Skeleton } from '../../ui/messages';
import { toast } from '../../ui/toast';
import { describeAgent } from './user_agent';

export function Sessions() {
  const t = useWords(profileWords);
  const { data: sessions, problem, reload } = useLoad(async () => (await api.get<{ sessions: OwnSession[] }>('/sessions')).sessions);
  const [leaving, setLeaving] = useState(false);
  return (
    <Card title={t.sessions}>
      {problem && <LoadProblem problem={problem} onRetry={reload} />}
      {!sessions && !problem && <Skeleton />}
      {sessions && <ul class="rows">{sessions.map((session) => <Row key={session.id} session={session} onEnded={reload} />)}</ul>}
      <div class="form-actions"><Button onClick={() => setLeaving(true)}><Icon name="log_out" />{t.endAll}</Button></div>
      {leaving && <LeaveDialog onClose={() => setLeaving(false)} />}
    </Card>
  );
}

function Row({ session, onEnded }: { session: OwnSession; onEnded: () => void }) {
  const t = useWords(profileWords);
  const language = useLanguage();
  const { act, busy } = useAct();
  const device = describeAgent(session.user_agent) || t.unknownDevice;
  const end = () =>
    act(async () => {
      await api.delete(`/sessions/${session.id}`);
      toast(t.ended);
      onEnded();
    });
  return (
    <li>
      <div class="what">
        <p><b>{device}</b> {session.here && <span class="badge good">{t.here}</span>}</p>
        <p class="hint">{session.address} · {t.usedAgo(formatAgo(session.used_at, language))}</p>
      </div>
      {!session.here && <Button busy={busy} aria-label={t.endThereOf(device)} onClick={end}>{t.endThere}</Button>}
    </li>
  );
}

function LeaveDialog({ onClose }: { onClose: () => void }) {
  const t = useWords(profileWords);
  const { cancel } = useWords(common);
  const { act, busy } = useAct();
  return (
    <Dialog title={t.endAllTitle} onClose={onClose}>
      <p>{t.endAllText}</p>
      <div class="form-actions">
        <Button kind="primary" busy={busy} onClick={() => act(() => logOut(true))}>{t.endAll}</Button>
        <Button onClick={onClose}>{cancel}</Button>
      </div>
    </Dialog>
  );
}
