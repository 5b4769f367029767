import { useState } from 'preact/hooks';
import { api } from '../../api/client';
import type { FaceTemplate, OwnFace } from '../../api/types';
import { enrolWords } from '../../i18n/enrol';
import { common } from '../../i18n/common';
import { formatAgo, formatDay, formatTime } from '../../i18n/format';
import { profileWords } from '../../i18n/profile';
import { useLanguage, useWords } from '../../i18n/use';
import { useAct } from '../../ui/act';
import { Button } from '../../ui/button';
import { Card } from '../../ui/card';
import { Dialog } from '../../ui/dialog';
import { Icon } from '../../ui/icon';
import { useLoad } from '../../ui/load';
import { LoadProblem, Skeleton } from '../../ui/messages';
import { toast } from '../../ui/toast';
import { Points } from '../face/points';
import { FaceModeChoice } from './face_mode';
import { describeAgent } from './user_agent';
import './face.css';

const MOST_TEMPLATES = 5;

/** The registered face: by what, how and when it is used, and its end. */
export function Face() {
  const t = useWords(enrolWords);
  const { data: face, problem, reload, set } = useLoad(() => api.get<OwnFace>('/me/face'));
  return (
    <Card title={t.card}>
      {problem && <LoadProblem problem={problem} onRetry={reload} />}
      {!face && !problem && <Skeleton />}
      {face && <Registered face={face} onChanged={reload} onFace={set} />}
    </Card>
  );
}

function Registered({ face, onChanged, onFace }: { face: OwnFace; onChanged: () => void; onFace: (face: OwnFace) => void }) {
  const t = useWords(enrolWords);
  const language = useLanguage();
  const [removing, setRemoving] = useState(false);
  const { enabled, templates, consented_at, uses } = face;
  const some = templates.length > 0;
  return (
    <>
      <p class="soft">{enabled ? t.intro : t.off}</p>
      {some && (
        <ul class="rows">
          {templates.map((template) => <Template key={template.id} template={template} onRemoved={onChanged} />)}
        </ul>
      )}
      {!some && enabled && <p class="empty">{t.none}</p>}
      {templates.some(({ current }) => !current) && <p class="notice"><Icon name="alert" /><span>{t.outdatedText}</span></p>}
      {enabled && (
        <div class="form-actions">
          <a class={some ? 'button' : 'button primary'} href="/profile/face"><Icon name="face" />{some ? t.addNewer : t.add}</a>
        </div>
      )}
      {enabled && templates.length === MOST_TEMPLATES && <p class="hint">{t.full}</p>}
      {some && <FaceModeChoice mode={face.mode} onFace={onFace} />}
      {some && <Uses uses={uses} />}
      <details class="kept-note">
        <summary>{t.whatIsKept}</summary>
        <Points />
        {consented_at && <p class="hint">{t.agreedOn(formatDay(consented_at, language))}</p>}
      </details>
      {some && <div class="form-actions"><Button kind="danger" onClick={() => setRemoving(true)}><Icon name="trash" />{t.removeAll}</Button></div>}
      {removing && <RemoveDialog onRemoved={onChanged} onClose={() => setRemoving(false)} />}
    </>
  );
}

function Template({ template: { id, made_at, used_at, current }, onRemoved }: { template: FaceTemplate; onRemoved: () => void }) {
  const t = useWords(enrolWords);
  const language = useLanguage();
  const { act, busy } = useAct();
  const remove = () =>
    act(async () => {
      await api.delete(`/me/face/templates/${id}`);
      toast(t.removed);
      onRemoved();
    });
  return (
    <li>
      <div class="what">
        <p><b>{t.template(formatDay(made_at, language))}</b> {!current && <span class="badge bad">{t.outdated}</span>}</p>
        <p class="hint">{used_at ? t.usedAgo(formatAgo(used_at, language)) : t.neverUsed}</p>
      </div>
      <Button busy={busy} aria-label={t.removeOf(formatTime(made_at, language))} onClick={remove}>{t.remove}</Button>
    </li>
  );
}

function Uses({ uses }: { uses: OwnFace['uses'] }) {
  const t = useWords(enrolWords);
  const { unknownDevice } = useWords(profileWords);
  const language = useLanguage();
  return (
    <section class="face-uses">
      <h3>{t.uses}</h3>
      {uses.length === 0 && <p class="soft">{t.noUses}</p>}
      <ul class="rows">
        {uses.map(({ at, address, user_agent }) => (
          <li key={at}>
            <p class="what"><b>{describeAgent(user_agent) || unknownDevice}</b> <span class="hint">{address}</span></p>
            <p class="hint">{formatTime(at, language)}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function RemoveDialog({ onRemoved, onClose }: { onRemoved: () => void; onClose: () => void }) {
  const t = useWords(enrolWords);
  const { cancel } = useWords(common);
  const { act, busy } = useAct();
  const remove = () =>
    act(async () => {
      await api.delete('/me/face');
      toast(t.removed);
      onRemoved();
      onClose();
    });
  return (
    <Dialog title={t.removeAllTitle} onClose={onClose}>
      <p>{t.removeAllText}</p>
      <div class="form-actions">
        <Button kind="danger" busy={busy} onClick={remove}>{t.removeAll}</Button>
        <Button onClick={onClose}>{cancel}</Button>
      </div>
    </Dialog>
  );
}
