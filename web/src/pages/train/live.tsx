import { useEffect, useRef } from 'preact/hooks';
import { Overlay } from '../../overlay';
import type { State } from '../../workout';
import { exerciseName, MuteButton, type ScreenProps } from './parts';
import { Loading } from './start';

export function Live(props: ScreenProps) {
  const { workout, state, t } = props;
  const video = useRef<HTMLVideoElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const bar = useRef<HTMLDivElement>(null);
  const fill = useRef<HTMLDivElement>(null);

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
  return (
    <main class="live" data-screen="live" data-stage={seen} data-count={state.count} data-beat={state.beat}
      data-hint={state.hint ?? ''} data-running={state.running ?? ''}>
      <div class={state.mirrored ? 'view mirrored' : 'view'}>
        <video ref={video} muted playsInline />
        <canvas ref={canvas} aria-hidden="true" />
        {state.slow !== 'no' && <p class="slow">{state.slow === 'still' ? t.tooSlow : t.fellBack}</p>}
      </div>
      <header class="top over">
        <h1>{exerciseName(state)}</h1>
        <MuteButton {...props} />
        <button type="button" class="button" id="stop" onClick={() => workout.stop()}>{t.stop}</button>
      </header>
      <p class="heard" role="status" aria-live="polite">{announcement(props)}</p>
      <section class={seen === 'training' ? 'panel' : 'panel idle'}>
        <Centre {...props} />
        <Words {...props} />
        <div class="bar" ref={bar} role="progressbar" aria-label={t.progress} aria-valuemin={0} aria-valuemax={100}>
          <div class="fill" ref={fill} />
        </div>
      </section>
    </main>
  );
}

/** The one thing to read from two metres away: help, countdown or count. */
function Centre(props: ScreenProps) {
  const { state, t } = props;
  if (!state.cameraOpen) return <p class="help">{t.openingCamera}</p>;
  if (state.running === null) {
    return (
      <div class="help">
        <Loading {...props} />
      </div>
    );
  }
  if (state.stage === 'countdown') {
    return (
      <p class="number countdown" key={state.beat}>
        <span class="label">{t.getReady}</span>
        <output>{state.beat}</output>
      </p>
    );
  }
  if (state.stage === 'training') {
    return (
      <p class={state.count > 99 ? 'number wide' : 'number'} key={`count ${state.count}`}>
        <span class="label">{t.counted}</span>
        <output id="count">{state.count}</output>
      </p>
    );
  }
  return <p class="help">{placing(props)}</p>;
}

function placing({ workout, state, t }: ScreenProps): string {
  if (state.hint) return t.hints[workout.mirroredHint(state.hint)];
  return state.resumed ? t.welcomeBack : t.holdStill;
}

/** What a screen reader says; the element stays, since readers miss one that comes and goes. */
function announcement(props: ScreenProps): string {
  const { state, t } = props;
  if (!state.cameraOpen) return t.openingCamera;
  if (state.stage === 'countdown') return t.getReady;
  if (state.stage === 'placing') return placing(props);
  return [String(state.count), noticeText(state, t)].join(' ');
}

/** One line under the number: a fault, why something was not counted, or what keeps the core from seeing. */
function Words({ workout, state, t }: ScreenProps) {
  const { hint, notice, stage } = state;
  if (stage === 'training' && hint) return <p class="words warn">{t.hints[workout.mirroredHint(hint)]}</p>;
  if (stage === 'training' && notice) return <p class="words warn">{noticeText(state, t)}</p>;
  return <p class="words">{stage === 'placing' && hint === 'nobody' && state.cameraOpen ? t.placeCamera : ''}</p>;
}

function noticeText({ notice, faults, language }: State, t: ScreenProps['t']): string {
  if (!notice) return '';
  return notice.kind === 'fault' ? (faults[notice.fault]?.text[language] ?? '') : t.reasons[notice.reason];
}
