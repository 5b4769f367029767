import { useState } from 'preact/hooks';
import { api } from '../../api/client';
import type { MailTest, Status } from '../../api/types';
import { adminWords } from '../../i18n/admin';
import { formatDuration, formatNumber } from '../../i18n/format';
import { useLanguage, useWords } from '../../i18n/use';
import { useAct } from '../../ui/act';
import { Button } from '../../ui/button';
import { Card } from '../../ui/card';
import { Icon } from '../../ui/icon';
import { useLoad } from '../../ui/load';
import { LoadProblem, Skeleton } from '../../ui/messages';
import { toast } from '../../ui/toast';

export function ServerStatus() {
  const t = useWords(adminWords);
  const { data: status, problem, reload } = useLoad(() => api.get<Status>('/admin/status'));
  return (
    <Card title={t.status}>
      {problem && <LoadProblem problem={problem} onRetry={reload} />}
      {!status && !problem && <Skeleton lines={5} />}
      {status && <Figures status={status} />}
      {status && <MakeUp status={status} />}
      {status && <Facts status={status} />}
      {status && <Mail status={status} />}
    </Card>
  );
}

function Figures({ status }: { status: Status }) {
  const t = useWords(adminWords);
  const language = useLanguage();
  const figures = [
    { label: t.members, value: status.members },
    { label: t.activeWeek, value: status.active_7_days },
    { label: t.administrators, value: status.administrators },
    { label: t.disabled, value: status.disabled },
  ];
  return (
    <dl class="figures">
      {figures.map(({ label, value }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd class="number">{formatNumber(value, language)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Who trained, among all. */
function MakeUp({ status: { members, active_7_days } }: { status: Status }) {
  const t = useWords(adminWords);
  const parts = [
    { kind: 'active', label: t.active, amount: active_7_days },
    { kind: 'quiet', label: t.quiet, amount: members - active_7_days },
  ];
  return (
    <figure class="make-up" aria-label={t.makeUp}>
      <div class="bar" aria-hidden="true">
        {parts.map(({ kind, amount }) => amount > 0 && <span key={kind} class={kind} style={{ flexGrow: amount }} />)}
      </div>
      <figcaption>
        {parts.map(({ kind, label, amount }) => (
          <span key={kind}><i class={kind} aria-hidden="true" />{label} <b class="number">{amount}</b></span>
        ))}
      </figcaption>
    </figure>
  );
}

function Facts({ status }: { status: Status }) {
  const t = useWords(adminWords);
  const language = useLanguage();
  const facts = [
    [t.version, status.version],
    [t.database, t.databases[status.database]],
    [t.uptime, formatDuration(status.uptime_s, language)],
    [t.signUp, t.signUps[status.sign_up]],
  ];
  return (
    <dl class="facts">
      {facts.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}
    </dl>
  );
}

function Mail({ status: { mail } }: { status: Status }) {
  const t = useWords(adminWords);
  const { act, busy } = useAct();
  const [failure, setFailure] = useState<string | null>(null);
  const test = () =>
    act(async () => {
      setFailure(null);
      const { sent, answer } = await api.post<MailTest>('/admin/mail-test');
      if (sent) toast(t.mailSent);
      else setFailure(answer);
    });
  return (
    <div class="mail">
      <div class="line">
        <p><Icon name="mail" /><b>{t.mail}</b></p>
        {!mail.configured && <span class="badge">{t.mailOff}</span>}
        {mail.configured && mail.failing === 0 && <span class="badge good">{t.mailFine}</span>}
        {mail.failing > 0 && <span class="badge bad">{t.mailFailing(mail.failing)}</span>}
        {mail.waiting > 0 && <span class="badge">{t.mailWaiting(mail.waiting)}</span>}
        {mail.configured && <Button busy={busy} onClick={test}>{t.mailTest}</Button>}
      </div>
      {!mail.configured && <p class="hint">{t.mailOffText}</p>}
      <div role="alert">
        {failure !== null && <p class="notice bad"><span>{t.mailFailed}<br /><code>{failure}</code></span></p>}
      </div>
    </div>
  );
}
