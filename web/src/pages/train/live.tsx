import { useEffect, useRef } from 'preact/hooks';
import { formatClock } from '../../i18n/format';
import { trainWords } from '../../i18n/train';
import { useWords } from '../../i18n/use';
import { Overlay } from '../../overlay';
import { SyncState } from '../../sync/state';
import type { State } from '../../workout';
import { exerciseName, Loading, MuteButton, type ScreenProps } from './parts';
import { usePrimary } from './primary';

export function Live(props: ScreenProps) {
  const { workout, state, t } = props;
  const video = useRef<HTMLVideoElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const bar = useRef<HTMLDivElement>(null);
  const fill = useRef<HTMLDivElement>(null);
  const primary = usePrimary(workout, state, t);
  const resting = state.rest_s !== null;

  useEffect(() => {
    const overlay = new Overlay(canvas.current!);
    workout.painter = (view, mood) => {
      overlay.draw(view.landmarks, view.width, view.height, mood);
      const share = view.stage === 'training' ? Math.min(1, Math.max(0, view.progress)) : 0;
      fill.current!.style.transform = `scaleX(${share})`;
      bar.current!.setAttribute('aria-valuenow', String(Math.round(share * 100)));
      bar.current!.classList.toggle('full', share === 1);
    };
    workout.attach(video.current);
    return () => {
      workout.painter = null;
      workout.attach(null);
    };
  }, [workout]);

  const seen = state.cameraOpen ? state.stage : 'placing';
  const active = seen === 'training' && !resting && !state.done;
  return (
    <main class="live" data-screen="live" data-stage={resting ? 'rest' : seen} data-set={state.set} data-count={state.count}
      data-beat={state.beat} data-hint={state.hint ?? ''} data-running={state.running ?? ''}>
      <div class={state.mirrored ? 'view mirrored' : 'view'}>
        <video ref={video} muted playsInline />
        <canvas ref={canvas} aria-hidden="true" />
        {state.slow !== 'no' && <p class="slow">{state.slow === 'still' ? t.tooSlow : t.fellBack}</p>}
      </div>
      <header class="top over">
        <h1>{exerciseName(state)}<SetNumber state={state} /></h1>
        <SyncState quiet />
        <MuteButton {...props} />
        {primary.id !== 'stop' && <button type="button" class="button" id="stop" onClick={() => workout.stop()}>{t.stop}</button>}
      </header>
      <Announcement {...props} />
      <section class={active ? 'panel' : 'panel idle'}>
        <Centre {...props} />
        <Words {...props} />
        <div class="bar" ref={bar} role="progressbar" aria-label={t.progress} aria-valuemin={0} aria-valuemax={100}>
          <div class="fill" ref={fill} />
        </div>
        <button type="button" class={resting ? 'button primary big' : 'button big'} id={primary.id} key={primary.id} onClick={primary.act}>
          {primary.label}
        </button>
      </section>
    </main>
  );
}

function SetNumber({ state: { set, plan } }: { state: State }) {
  const words = useWords(trainWords);
  return plan.sets ? <small>{words.setOf(set, plan.sets)}</small> : null;
}

/** The one thing to read from two metres away: help, countdown, count or rest. */
function Centre(props: ScreenProps) {
  const { state, t } = props;
  const words = useWords(trainWords);
  if (state.done) return <p class="help accent">{words.done}</p>;
  if (state.rest_s !== null) {
    return (
      <p class={state.rest_s < 60 ? 'number rest' : 'number rest clock'}>
        <span class="label">{words.rests}</span>
        <output>{state.rest_s < 60 ? state.rest_s : formatClock(state.rest_s)}</output>
      </p>
    );
  }
  if (!state.cameraOpen) return <p class="help">{t.openingCamera}</p>;
  if (state.running === null) return <div class="help"><Loading {...props} /></div>;
  if (state.stage === 'countdown') {
    return (
      <p class="number countdown" key={state.beat}>
        <span class="label">{t.getReady}</span>
        <output>{state.beat}</output>
      </p>
    );
  }
  if (state.stage === 'training') return <Count {...props} />;
  return <p class="help">{placing(props)}</p>;
}

function Count({ state: { count, plan }, t }: ScreenProps) {
  const words = useWords(trainWords);
  return (
    <p class={count > 99 ? 'number wide' : 'number'} key={`count ${count}`}>
      <span class="label">{t.counted}{plan.sets > 0 && <b> {words.ofTarget(plan.repetitions)}</b>}</span>
      <output id="count">{count}</output>
    </p>
  );
}

function placing({ workout, state, t }: ScreenProps): string {
  if (state.hint) return t.hints[workout.mirroredHint(state.hint)];
  return state.resumed ? t.welcomeBack : t.holdStill;
}

/** What a screen reader says; the element stays, since readers miss one that comes and goes. */
function Announcement(props: ScreenProps) {
  const words = useWords(trainWords);
  const { state, t } = props;
  let text = '';
  if (state.done) text = words.done;
  else if (state.rest_s !== null) text = words.nextSet(state.set + 1, state.plan.sets);
  else if (!state.cameraOpen) text = t.openingCamera;
  else if (state.stage === 'countdown') text = t.getReady;
  else if (state.stage === 'placing') text = placing(props);
  else text = [String(state.count), noticeText(state, t)].join(' ');
  return <p class="heard" role="status" aria-live="polite">{text}</p>;
}

/** One line under the number: what comes next, a fault, why something was not counted, or what keeps the core from seeing. */
function Words({ workout, state, t }: ScreenProps) {
  const words = useWords(trainWords);
  const { hint, notice, stage, rest_s, set, plan, done } = state;
  if (done) return <p class="words" />;
  if (rest_s !== null) return <p class="words">{words.nextSet(set + 1, plan.sets)}</p>;
  if (stage === 'training' && hint) return <p class="words warn">{t.hints[workout.mirroredHint(hint)]}</p>;
  if (stage === 'training' && notice) return <p class="words warn">{noticeText(state, t)}</p>;
  return <p class="words">{stage === 'placing' && hint === 'nobody' && state.cameraOpen ? t.placeCamera : ''}</p>;
}

function noticeText({ notice, faults, language }: State, t: ScreenProps['t']): string {
  if (!notice) return '';
  return notice.kind === 'fault' ? (faults[notice.fault]?.text[language] ?? '') : t.reasons[notice.reason];
}
