import { api } from '../../api/client';
import type { FaceDay, FaceStatus } from '../../api/types';
import { CanvasChart } from '../../charts/canvas_chart';
import type { Colours } from '../../charts/colours';
import { adminWords } from '../../i18n/admin';
import { formatDay, formatNumber, formatShortDay } from '../../i18n/format';
import { useLanguage, useWords } from '../../i18n/use';
import { useAct } from '../../ui/act';
import { Button } from '../../ui/button';
import { Card } from '../../ui/card';
import { Icon } from '../../ui/icon';
import { useLoad } from '../../ui/load';
import { LoadProblem, Skeleton } from '../../ui/messages';
import { toast } from '../../ui/toast';

/** Logging in by face: its switch, how it goes, who looks like whom. */
export function Faces() {
  const t = useWords(adminWords);
  const { data: faces, problem, reload, set } = useLoad(() => api.get<FaceStatus>('/admin/faces'));
  return (
    <Card title={t.faces} end={faces && <State faces={faces} />}>
      {problem && <LoadProblem problem={problem} onRetry={reload} />}
      {!faces && !problem && <Skeleton lines={5} />}
      {faces && !faces.ready && <p class="notice bad"><Icon name="alert" /><span>{t.facesNotReadyText}</span></p>}
      {faces && <Figures faces={faces} />}
      {faces && <Days days={faces.days} />}
      {faces && faces.duplicates.length > 0 && <Duplicates duplicates={faces.duplicates} onChanged={reload} />}
      {faces && <Switch faces={faces} onChanged={set} />}
    </Card>
  );
}

function State({ faces: { enabled, ready } }: { faces: FaceStatus }) {
  const t = useWords(adminWords);
  if (!enabled) return <span class="badge">{t.facesOff}</span>;
  return ready ? <span class="badge good">{t.facesOn}</span> : <span class="badge bad">{t.facesNotReady}</span>;
}

function Switch({ faces: { enabled }, onChanged }: { faces: FaceStatus; onChanged: (faces: FaceStatus) => void }) {
  const t = useWords(adminWords);
  const { act, busy } = useAct();
  const turn = () =>
    act(async () => {
      onChanged(await api.patch<FaceStatus>('/admin/faces', { enabled: !enabled }));
      toast(enabled ? t.facesTurnedOff : t.facesTurnedOn);
    });
  return (
    <div class="form-actions">
      <Button kind={enabled ? 'danger' : 'primary'} busy={busy} onClick={turn}>{enabled ? t.facesTurnOff : t.facesTurnOn}</Button>
    </div>
  );
}

function Figures({ faces: { templates, threshold, days } }: { faces: FaceStatus }) {
  const t = useWords(adminWords);
  const language = useLanguage();
  const sum = (name: 'accepted' | 'not_live') => formatNumber(days.reduce((all, day) => all + day[name], 0), language);
  const figures = [
    { label: t.facesTemplates, value: formatNumber(templates, language) },
    { label: t.facesMonth, value: sum('accepted') },
    { label: t.facesNotLive, value: sum('not_live') },
    ...(threshold === null ? [] : [{ label: t.facesThreshold, value: threshold.toFixed(2) }]),
  ];
  return (
    <>
      <dl class="figures">
        {figures.map(({ label, value }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd class="number">{value}</dd>
          </div>
        ))}
      </dl>
      {threshold !== null && <p class="hint">{t.facesThresholdText}</p>}
    </>
  );
}

function Days({ days }: { days: FaceDay[] }) {
  const t = useWords(adminWords);
  const language = useLanguage();
  if (days.every(({ accepted, rejected, not_live }) => accepted + rejected + not_live === 0)) return <p class="empty">{t.facesNone}</p>;
  const labels = days.map(({ day }) => formatShortDay(day, language));
  const configure = (colours: Colours) => ({
    type: 'bar' as const,
    data: {
      labels,
      datasets: [
        { label: t.facesAccepted, data: days.map(({ accepted }) => accepted), backgroundColor: colours.accent, maxBarThickness: 44 },
        { label: t.facesRejected, data: days.map(({ rejected }) => rejected), backgroundColor: colours.soft, maxBarThickness: 44 },
        { label: t.facesNotLive, data: days.map(({ not_live }) => not_live), backgroundColor: colours.bad, maxBarThickness: 44 },
      ],
    },
    options: {
      plugins: { legend: { display: true, position: 'bottom' as const } },
      scales: { x: { stacked: true }, y: { stacked: true, beginAtZero: true, suggestedMax: 5, ticks: { precision: 0 } } },
    },
  });
  const rows = days.map(({ accepted, rejected, not_live }, i) => [labels[i]!, accepted, rejected, not_live]);
  return (
    <section class="part">
      <h3>{t.facesDays}</h3>
      <CanvasChart label={t.facesDaysLabel} table={{ columns: [t.facesDay, t.facesAccepted, t.facesRejected, t.facesNotLive], rows }}
        configure={configure} inputs={[days, language]} />
    </section>
  );
}

function Duplicates({ duplicates, onChanged }: { duplicates: FaceStatus['duplicates']; onChanged: () => void }) {
  const t = useWords(adminWords);
  const language = useLanguage();
  const { act, busy } = useAct();
  const seen = (one: number, other: number) =>
    act(async () => {
      await api.delete(`/admin/faces/duplicates/${one}/${other}`);
      toast(t.duplicateGone);
      onChanged();
    });
  return (
    <section class="part">
      <h3>{t.duplicates}</h3>
      <p class="hint">{t.duplicatesText}</p>
      <ul class="rows">
        {duplicates.map(({ member, other, found_at }) => (
          <li key={`${member.id} ${other.id}`}>
            <div class="what">
              <p class="address">{member.email}<br />{other.email}</p>
              <p class="hint">{t.duplicateFound(formatDay(found_at, language))}</p>
            </div>
            <Button busy={busy} aria-label={t.duplicateSeenOf(member.email, other.email)} onClick={() => seen(member.id, other.id)}>{t.duplicateSeen}</Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
