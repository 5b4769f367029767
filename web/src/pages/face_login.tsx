import { useEffect, useRef, useState } from 'preact/hooks';
import { wantedEmail } from '../face/email';
import { Gesture, type Move } from '../face/gesture';
import { FaceLogin, type Scene } from '../face/login';
import { Mirror } from '../face/mirror';
import { useSpeech } from '../face/speech';
import { common } from '../i18n/common';
import { type FaceWords, faceWords } from '../i18n/face';
import { formatWait } from '../i18n/format';
import { useLanguage, useWords } from '../i18n/use';
import type { PageProps } from '../routes';
import { takeSession, useSession } from '../session';
import { useStore } from '../store';
import { Button } from '../ui/button';
import { useSecondsLeft } from '../ui/countdown';
import { FormProblem, PasswordField } from '../ui/field';
import { fieldPassword, useForm } from '../ui/form';
import { Icon } from '../ui/icon';
import { FaceFrame, Saying } from './face/frame';

/** Nobody has to touch anything: it begins when the camera is allowed, and anew after a refusal. */
export default function FaceLoginPage({ query }: PageProps) {
  const t = useWords(faceWords);
  const { session } = useSession();
  const [email, setEmail] = useState(wantedEmail.take);
  const next = query.get('next');
  const password = next ? `/login?next=${encodeURIComponent(next)}` : '/login';
  if (!session!.face.login) {
    return (
      <FaceFrame title={t.title} scene="off" mirror={<div class="face-mirror"><Icon name="face" /></div>}>
        <Saying words={t.off} text={t.offText} kind="warn" />
        <div class="face-ways"><a class="button large primary" href={password}>{t.usePassword}</a></div>
      </FaceFrame>
    );
  }
  return <Door key={email} email={email} onAnybody={() => setEmail('')} password={password} />;
}

interface DoorProps {
  email: string;
  onAnybody: () => void;
  password: string;
}

function Door({ email, onAnybody, password }: DoorProps) {
  const t = useWords(faceWords);
  const video = useRef<HTMLVideoElement>(null);
  const [login] = useState(() => new FaceLogin(email, takeSession)); // the way on is app.tsx's
  const { scene } = useStore(login.store);
  useSpeech(spoken(scene, t));

  useEffect(() => {
    const follow = () => (document.hidden ? login.stop() : login.start(video.current!));
    follow();
    document.addEventListener('visibilitychange', follow);
    return () => {
      document.removeEventListener('visibilitychange', follow);
      login.stop();
    };
  }, [login]);

  const attempt = scene.kind === 'running' ? scene.attempt : null;
  const move = scene.kind === 'running' ? shownMove(scene) : null;
  const share = scene.kind === 'welcome' ? 1 : (attempt?.progress ?? 0);
  return (
    <FaceFrame title={t.title} scene={scene.kind} light={attempt ? attempt.light : scene.kind === 'waiting' ? scene.light : null}
      mirror={<Mirror video={video} label={t.mirror} progress={{ label: t.progress, share }} near={attempt?.step === 'move_closer'} />}>
      {move && <Gesture move={move} key={move} />}
      {scene.kind === 'welcome' && <span class="face-mark"><Icon name="check" /></span>}
      <Words scene={scene} />
      {scene.kind === 'password' && <PasswordForm login={login} />}
      {(scene.kind === 'refused' || scene.kind === 'waiting') && <Pause key={scene.until_ms} until_ms={scene.until_ms} from_s={scene.from_s} />}
      {scene.kind !== 'welcome' && (
        <div class="face-ways">
          {(scene.kind === 'refused' || scene.kind === 'asleep' || scene.kind === 'no_camera') && (
            <Button class="large" onClick={() => login.hurry()}>{scene.kind === 'asleep' ? t.begin : t.again}</Button>
          )}
          {scene.kind === 'password'
            ? <a class="button quiet" href={password}>{t.backToLogin}</a>
            : <a class="button large" href={password}>{t.usePassword}</a>}
        </div>
      )}
      {email && scene.kind !== 'welcome' && (
        <p class="face-email"><span>{t.oneEmail(email)}</span> <button type="button" class="link" onClick={onAnybody}>{t.anybody}</button></p>
      )}
      <p class="face-kept"><Icon name="lock" />{t.kept}</p>
    </FaceFrame>
  );
}

function Words({ scene }: { scene: Scene }) {
  const t = useWords(faceWords);
  switch (scene.kind) {
    case 'opening':
      return <Saying words={t.opening} />;
    case 'no_camera':
      return <Saying words={t.problems[scene.problem].title} text={t.problems[scene.problem].text} kind="warn" />;
    case 'starting':
      return <Saying words={t.starting} />;
    case 'running':
      return <Saying words={instruction(scene, t)} text={scene.attempt.light && scene.attempt.state === 'look' ? t.light : null} kind={scene.hint && scene.hint !== 'look_straight' ? 'warn' : 'calm'} />;
    case 'waiting':
      return <Saying words={{ busy: t.busy, away: t.away, too_many: t.tooMany }[scene.why]} kind="warn"
        text={{ busy: t.busyText, away: t.awayText, too_many: null }[scene.why]} />;
    case 'asleep':
      return <Saying words={t.standBefore} text={t.standBeforeText} />;
    case 'refused':
      return <Saying words={t.reasons[scene.reason].title} text={t.reasons[scene.reason].text} kind="bad" />;
    case 'password':
      return <Saying words={t.passwordTitle} text={scene.unlit ? t.passwordUnlit : t.passwordText} />;
    case 'welcome':
      return <Saying words={t.welcome(scene.session.member!.nickname)} kind="good" />;
    case 'off':
      return <Saying words={t.off} text={t.offText} kind="warn" />;
  }
}

/** One at a time: what keeps the picture from being good comes before the movement. */
function instruction({ attempt, hint }: Extract<Scene, { kind: 'running' }>, t: FaceWords): string {
  if (hint) return t.hints[hint];
  if (attempt.state === 'accepted') return t.checking;
  return attempt.step ? t.steps[attempt.step] : t.look;
}

/** Of the help that can be drawn, what goes with the words. */
function shownMove({ attempt, hint }: Extract<Scene, { kind: 'running' }>): Move | null {
  if (hint === 'move_closer') return hint;
  if (hint === 'look_straight') return 'straight';
  return hint || attempt.state !== 'move' ? null : attempt.step;
}

/** What is said aloud. Names and addresses are not: others may listen, and no clip knows them. */
function spoken(scene: Scene, t: FaceWords): string | null {
  switch (scene.kind) {
    case 'running':
      return scene.attempt.state === 'accepted' ? null : instruction(scene, t);
    case 'refused':
      return t.reasons[scene.reason].title;
    case 'password':
      return t.passwordTitle;
    case 'welcome':
      return t.welcomeSpoken;
    default:
      return null;
  }
}

/** How long until it goes on. Not read out each second. */
function Pause({ until_ms, from_s }: { until_ms: number; from_s: number }) {
  const t = useWords(faceWords);
  const language = useLanguage();
  const seconds = useSecondsLeft(until_ms);
  return (
    <div class="face-pause" role="timer" aria-live="off">
      <progress max={from_s} value={from_s - seconds} aria-hidden="true" />
      <p>{t.againIn(formatWait(seconds, language))}</p>
    </div>
  );
}

function PasswordForm({ login }: { login: FaceLogin }) {
  const { logIn } = useWords(common);
  const form = useForm((element) => login.confirm(fieldPassword(element)));
  const element = useRef<HTMLFormElement>(null);
  useEffect(() => element.current!.querySelector('input')!.focus(), []);
  return (
    <form class="form" noValidate ref={element} onSubmit={form.submit}>
      <PasswordField form={form} name="password" autocomplete="current-password" />
      <FormProblem form={form} />
      <Button kind="primary" type="submit" class="wide large" busy={form.busy}>{logIn}</Button>
    </form>
  );
}
