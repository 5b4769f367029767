import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { api } from '../api/client';
import { ApiProblem } from '../api/problem';
import type { StartedEnrolment } from '../api/types';
import { Enrolment, type EnrolmentEnd, type EnrolmentScene } from '../face/enrolment';
import { Gesture, moveOf } from '../face/gesture';
import { Mirror } from '../face/mirror';
import { useSpeech } from '../face/speech';
import { common } from '../i18n/common';
import { enrolWords } from '../i18n/enrol';
import { faceWords } from '../i18n/face';
import { formatNumber } from '../i18n/format';
import { useLanguage, useWords } from '../i18n/use';
import type { PageProps } from '../routes';
import { useSession } from '../session';
import { useStore } from '../store';
import { AccountFrame } from '../ui/account_frame';
import { Button } from '../ui/button';
import { FormProblem, PasswordField } from '../ui/field';
import { fieldPassword, useForm } from '../ui/form';
import { Icon } from '../ui/icon';
import { FaceFrame, Saying } from './face/frame';
import { Points } from './face/points';

/** Consent, then the half-turn. welcome in the query: right after signing up. */
export default function FaceEnrolPage({ query }: PageProps) {
  const [started, setStarted] = useState<StartedEnrolment | null>(null);
  const [unlike, setUnlike] = useState(false);
  const back = query.has('welcome') ? '/home' : '/profile';
  if (!started) return <Consent welcome={query.has('welcome')} back={back} askPassword={unlike} onStarted={setStarted} />;
  return <HalfTurn key={started.key} started={started} back={back} onAgain={(reason) => (setStarted(null), setUnlike(reason === 'unlike'))} />;
}

interface ConsentProps {
  welcome: boolean;
  back: string;
  /** At once, without asking the server whether it is needed. */
  askPassword: boolean;
  onStarted: (started: StartedEnrolment) => void;
}

function Consent({ welcome, back, askPassword, onStarted }: ConsentProps) {
  const t = useWords(enrolWords);
  const offered = useSession().session!.face.login;
  return (
    <AccountFrame title={welcome ? t.offerTitle : t.title}>
      {!offered && <p class="notice bad"><Icon name="alert" /><span>{t.off}</span></p>}
      {offered && <p>{welcome ? t.offerText : t.intro}</p>}
      {offered && <Points title={t.beforehand} />}
      {offered && <ConsentForm askPassword={askPassword} onStarted={onStarted} />}
      <p class="below"><a href={back}>{welcome ? t.later : t.toProfile}</a></p>
    </AccountFrame>
  );
}

function ConsentForm({ askPassword: ask, onStarted }: Pick<ConsentProps, 'askPassword' | 'onStarted'>) {
  const t = useWords(enrolWords);
  const id = useId();
  const [askPassword, setAskPassword] = useState(ask); // who has just typed it, is not asked again: the server tells
  const form = useForm(async (element) => {
    const password = askPassword ? { password: fieldPassword(element) } : {};
    try {
      onStarted(await api.post<StartedEnrolment>('/me/face/enrolments', { consent: true, ...password }));
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.code !== 'password_needed') throw error;
      setAskPassword(true);
    }
  });
  const problem = form.problemOf('consent');
  return (
    <form class="form" noValidate onSubmit={form.submit}>
      <div class="field">
        <label class="consent" for={id}>
          <input id={id} type="checkbox" name="consent" required aria-invalid={problem ? true : undefined} aria-describedby={problem ? `${id}-error` : undefined} />
          <span>{t.consent}</span>
        </label>
        {problem && <p class="error" id={`${id}-error`}><Icon name="alert" />{t.consentMissing}</p>}
      </div>
      {askPassword && <PasswordField form={form} name="password" autocomplete="current-password" hint={t.whyPassword} autofocus />}
      <FormProblem form={form} />
      <Button kind="primary" type="submit" class="wide large" busy={form.busy}><Icon name="camera" />{t.start}</Button>
    </form>
  );
}

interface HalfTurnProps {
  started: StartedEnrolment;
  back: string;
  onAgain: (reason: EnrolmentEnd) => void;
}

function HalfTurn({ started, back, onAgain }: HalfTurnProps) {
  const t = useWords(enrolWords);
  const face = useWords(faceWords);
  const { cancel } = useWords(common);
  const language = useLanguage();
  const video = useRef<HTMLVideoElement>(null);
  const [enrolment] = useState(() => new Enrolment(started));
  const { scene } = useStore(enrolment.store);
  const saying = sayingOf(scene, t, face);
  useSpeech((scene.kind === 'running' && !scene.waiting) || scene.kind === 'done' ? saying.words : null);
  useEffect(() => {
    enrolment.start(video.current!);
    return () => enrolment.stop();
  }, [enrolment]);

  const { taken, wanted, ask } = scene.kind === 'running' ? scene.enrolment : started.state;
  const share = scene.kind === 'done' ? 1 : taken / wanted;
  return (
    <FaceFrame title={t.title} scene={scene.kind} mirror={<Mirror video={video} label={face.mirror} progress={{ label: face.progress, share }} />}>
      {scene.kind === 'running' && ask && <Gesture move={moveOf(ask)} key={ask} />}
      {scene.kind === 'done' && <span class="face-mark"><Icon name="check" /></span>}
      <Saying {...saying} />
      {scene.kind === 'running' && (
        <p class="face-dots">
          {Array.from({ length: wanted }, (_, i) => <i key={i} class={i < taken ? 'taken' : ''} aria-hidden="true" />)}
          <span class="heard" role="status">{t.taken(formatNumber(taken, language), formatNumber(wanted, language))}</span>
        </p>
      )}
      <div class="face-ways">
        {scene.kind === 'refused' && <Button kind="primary" class="large" onClick={() => onAgain(scene.reason)}>{face.again}</Button>}
        {scene.kind === 'no_camera' && <Button kind="primary" class="large" onClick={() => enrolment.hurry()}>{face.again}</Button>}
        {scene.kind === 'done'
          ? <a class="button large primary" href={back}>{back === '/home' ? t.toHome : t.toProfile}</a>
          : <a class="button large" href={back}>{cancel}</a>}
      </div>
    </FaceFrame>
  );
}

type EnrolWords = (typeof enrolWords)['ko'];
type FaceTexts = (typeof faceWords)['ko'];

function sayingOf(scene: EnrolmentScene, t: EnrolWords, face: FaceTexts): Parameters<typeof Saying>[0] {
  switch (scene.kind) {
    case 'opening':
      return { words: face.opening };
    case 'no_camera':
      return { words: face.problems[scene.problem].title, text: face.problems[scene.problem].text, kind: 'warn' };
    case 'running': {
      const { hint, waiting, enrolment } = scene;
      if (waiting) return { words: face.busy, text: face.busyText, kind: 'warn' };
      if (hint) return { words: face.hints[hint], kind: 'warn' };
      return { words: t.asks[enrolment.ask ?? 'straight'], text: t.what };
    }
    case 'done':
      return { words: t.doneTitle, text: t.doneText, kind: 'good' };
    case 'refused':
      return { words: t.reasons[scene.reason].title, text: t.reasons[scene.reason].text, kind: 'bad' };
  }
}
