/** A workout as the page lives it: camera and core on one side, screen, voice and record on the other. What counts, what is a
 *  fault, when counting starts and when a model is too slow comes from the core. */
import { detector, landmark } from 'virtual:weights';
import relaxedCore from '../../build/wasm/aifit-relaxed.wasm?url';
import simdCore from '../../build/wasm/aifit-simd.wasm?url';
import type { Plan, WorkoutRecord } from './api/types';
import { type Camera, CameraError, closeCamera, openCamera } from './camera';
import { type Listing, fetchCatalog } from './catalog';
import type { Event, Fault, Stage, View } from './engine/aifit';
import type { Reply, Request } from './engine/protocol';
import { pickBuild } from './engine/simd';
import { Frames } from './frames';
import { type Hint, type ModelName, type Problem, type Reason, messages } from './i18n';
import type { Mood } from './overlay';
import { Rest } from './rest';
import { sessionStore } from './session';
import { type Settings, changeSettings, settings } from './settings';
import { Store } from './store';
import { outbox } from './sync';
import { latest } from './sync/latest';
import { Recorder } from './sync/recorder';
import { countWord } from './voice/numbers';
import { Voice } from './voice/voice';

export type Notice = { kind: 'fault'; fault: number } | { kind: 'rejected'; reason: Reason };

export interface State extends Settings {
  exercises: Listing[];
  screen: 'start' | 'live' | 'summary';
  problem: Problem | null;
  /** Share of the chosen model that has arrived, 0..1. */
  loaded: number;
  /** The model that runs, null until the first is loaded. */
  running: ModelName | null;
  cameraOpen: boolean;
  mirrored: boolean;
  resumed: boolean;
  stage: Stage;
  beat: number;
  hint: Hint | null;
  plan: Plan;
  /** The set under way or, during a rest, the one that is over; from 1. */
  set: number;
  /** Repetitions of this set. */
  count: number;
  /** Seconds of rest left; null: no rest. */
  rest_s: number | null;
  /** All sets are done, and the person is told so before the result is shown. */
  done: boolean;
  notice: Notice | null;
  slow: 'no' | 'fell_back' | 'still';
  faults: Fault[];
  /** Of the workout that is over. */
  record: WorkoutRecord | null;
}

/** Whoever draws a frame: thirty times a second, so not through the state. */
export type Painter = (view: View, mood: Mood) => void;

/** The person knows having left or done something else; saying so aloud would only disturb. */
const UNSPOKEN: readonly Reason[] = ['not_the_exercise', 'person_lost'];
const FREE: Plan = { sets: 0, repetitions: 0, rest_s: 0 };
/** The core sees that one stands right and counts down: about so long, and these are the last seconds of a rest. */
const READY_S = 3;
const REMINDER_S = 10;
/** To hear that all is done, and for the last repetition to come to its end. */
const DONE_MS = 4000;

export class Workout {
  readonly store: Store<State>;
  painter: Painter | null = null;
  private readonly build = pickBuild();
  private readonly voice = new Voice();
  private readonly frames = new Frames((frame) => this.post({ type: 'frame', ...frame }, [frame.picture]));
  private worker: Worker | null = null;
  private video: HTMLVideoElement | null = null;
  private camera: Camera | null = null;
  private wakeLock: WakeLockSentinel | null = null;
  private readonly unfollow: () => void;
  private readonly onVisibility = (): void => void (document.hidden ? this.pause() : this.resume());
  private exerciseReady = false;
  private loadingModel: ModelName | null = null;
  private readonly rest = new Rest((left_s) => this.tickRest(left_s));
  private recorder: Recorder | null = null;
  private inSet = false;
  private placed = true; // false: the core was told to begin with placing, but older frames are still under way
  private ending: ReturnType<typeof setTimeout> | undefined;
  private cycle = 0; // repetitions begun and ended, counted or not
  private remarkedCycle: number | null = null;

  constructor() {
    this.store = new Store<State>({
      ...settings.state,
      exercises: [],
      screen: 'start',
      problem: this.build ? null : 'no_simd',
      loaded: 0,
      running: null,
      cameraOpen: false,
      mirrored: true,
      resumed: false,
      stage: 'placing',
      beat: 0,
      hint: null,
      plan: FREE,
      set: 1,
      count: 0,
      rest_s: null,
      done: false,
      notice: null,
      slow: 'no',
      faults: [],
      record: null,
    });
    this.follow(settings.state);
    this.unfollow = settings.subscribe((changed) => this.follow(changed));
    document.addEventListener('visibilitychange', this.onVisibility);
    if (this.build) void this.prepare();
  }

  get state(): State {
    return this.store.state;
  }

  choose(patch: Partial<Settings>): void {
    changeSettings(patch);
    if (patch.model) this.loadModel(patch.model);
  }

  /** When its page goes. */
  dispose(): void {
    this.unfollow();
    document.removeEventListener('visibilitychange', this.onVisibility);
    this.end();
    this.worker?.terminate();
  }

  private follow(changed: Settings): void {
    this.store.set(changed);
    this.voice.language = changed.language;
    this.voice.muted = changed.muted;
  }

  /** Loads what a workout needs; again after a failure. */
  async prepare(): Promise<void> {
    this.store.set({ problem: null });
    try {
      const exercises = await fetchCatalog();
      const known = exercises.some(({ id }) => id === this.state.exercise);
      this.store.set({ exercises, exercise: known ? this.state.exercise : (exercises[0]?.id ?? null) });
      this.loadModel(this.state.model);
    } catch {
      this.store.set({ problem: 'load_failed' });
    }
  }

  /** In answer to a click: browsers let a page speak only then. */
  start(plan: Plan): void {
    this.voice.remark(messages[this.state.language].placeCamera);
    this.cycle = 0;
    this.remarkedCycle = null;
    this.inSet = false;
    this.placed = true;
    this.store.set({
      screen: 'live', problem: null, resumed: false, stage: 'placing', beat: 0, hint: 'nobody', plan, set: 1, count: 0,
      rest_s: null, done: false, notice: null, slow: 'no', record: null,
    });
    this.loadExercise();
    void this.open();
  }

  /** Ends the workout; what was done so far is its result. */
  stop(): void {
    const record = this.end();
    this.store.set({ screen: 'summary', record });
  }

  leave(): void {
    this.end();
    this.store.set({ screen: 'start' });
  }

  /** The set is over, be it complete or not; the last one ends the workout. */
  endSet(): void {
    const { plan, set, language } = this.state;
    const t = messages[language];
    this.inSet = false;
    this.recorder?.endSet();
    this.store.set({ notice: null });
    if (set < plan.sets) {
      this.voice.remark(set + 1 === plan.sets ? t.lastSetNext : t.setDone);
      this.rest.begin(plan.rest_s);
    } else {
      this.voice.remark(t.wellDone);
      this.store.set({ done: true });
      this.ending = setTimeout(() => this.stop(), DONE_MS);
    }
  }

  endRest(): void {
    this.rest.stop();
    this.placed = false;
    this.post({ type: 'place' });
    this.store.set({ rest_s: null, set: this.state.set + 1, count: 0, stage: 'placing', beat: 0, hint: null, resumed: false });
  }

  private tickRest(left_s: number): void {
    if (left_s <= READY_S) return this.endRest();
    this.store.set({ rest_s: left_s });
    if (left_s === REMINDER_S) this.voice.remark(messages[this.state.language].tenSeconds);
  }

  /** Nothing runs any more; null: nothing had begun. */
  private end(): WorkoutRecord | null {
    clearTimeout(this.ending);
    this.rest.stop();
    this.close();
    this.voice.stop();
    const { recorder } = this;
    this.recorder = null;
    if (!recorder) return null;
    void recorder.finish();
    return (latest.record = recorder.record);
  }

  /** The live screen's video; null when it goes. */
  attach(video: HTMLVideoElement | null): void {
    this.video = video;
    void this.roll();
  }

  private async open(): Promise<void> {
    try {
      const camera = await openCamera();
      if (this.state.screen !== 'live' || document.hidden || this.camera) return closeCamera(camera);
      performance.mark('camera');
      this.camera = camera;
      for (const track of camera.stream.getTracks()) track.onended = () => this.camera === camera && this.reopen();
      this.store.set({ cameraOpen: true, mirrored: camera.mirrored });
      // Playing video keeps no phone awake.
      this.wakeLock = await ('wakeLock' in navigator ? navigator.wakeLock.request('screen').catch(() => null) : null);
      await this.roll();
    } catch (error) {
      this.fail(error instanceof CameraError ? error.problem : 'no_camera');
    }
  }

  /** Starts the frames once everything is there: camera, element, model, exercise. */
  private async roll(): Promise<void> {
    const { video, camera } = this;
    if (!video || !camera) return;
    if (video.srcObject !== camera.stream) {
      video.srcObject = camera.stream;
      await video.play().catch(() => undefined); // cut off by the next source or by leaving
    }
    if (this.state.running && this.exerciseReady && this.camera === camera) this.frames.watch(video);
  }

  private close(): void {
    this.frames.stop();
    if (this.camera) closeCamera(this.camera);
    this.camera = null;
    if (this.video) this.video.srcObject = null;
    void this.wakeLock?.release();
    this.wakeLock = null;
    this.store.set({ cameraOpen: false });
  }

  /** Nothing runs behind a hidden page, the camera included. */
  private pause(): void {
    if (this.state.screen !== 'live') return;
    this.close();
    this.voice.stop();
  }

  /** Unplugged, or taken back by the person: maybe there is another camera, else what is wrong is said. */
  private reopen(): void {
    this.pause();
    if (!document.hidden) this.resume();
  }

  private resume(): void {
    if (this.state.screen !== 'live' || this.camera) return;
    if (this.state.rest_s === null) {
      this.placed = false;
      this.post({ type: 'place' });
      this.store.set({ stage: 'placing', beat: 0, hint: null, notice: null, resumed: true });
      this.voice.remark(messages[this.state.language].welcomeBack);
    }
    void this.open();
  }

  private loadModel(model: ModelName): void {
    if (!this.build) return;
    this.loadingModel = model;
    this.store.set({ loaded: 0 });
    const core = this.build === 'relaxed' ? relaxedCore : simdCore;
    this.post({ type: 'models', core: new URL(core, location.href).href, detector, landmark: landmark[model] });
  }

  private loadExercise(): void {
    const listing = this.state.exercises.find(({ id }) => id === this.state.exercise);
    this.exerciseReady = false;
    if (listing) this.post({ type: 'exercise', url: listing.url });
  }

  private post(request: Request, transfer: Transferable[] = []): void {
    if (!this.worker) {
      this.worker = new Worker(new URL('./engine/worker.ts', import.meta.url), { type: 'module' });
      this.worker.onmessage = ({ data }: MessageEvent<Reply>) => this.receive(data);
      this.worker.onerror = () => this.fail('broken');
    }
    this.worker.postMessage(request, transfer);
  }

  private receive(reply: Reply): void {
    switch (reply.type) {
      case 'progress':
        this.store.set({ loaded: reply.loaded / reply.total });
        break;
      case 'models':
        this.store.set({ loaded: 1, running: this.loadingModel });
        void this.roll();
        break;
      case 'exercise':
        this.exerciseReady = true;
        this.store.set({ faults: reply.faults });
        void this.roll();
        break;
      case 'frame':
        this.frames.answered(reply.view?.landmarks != null);
        if (reply.view && this.camera) this.show(reply.view);
        if (reply.tooSlow && this.camera) this.lighten();
        break;
      case 'failed':
        console.error(reply.message);
        if (reply.what === 'frame') this.frames.lost();
        // A lighter model that does not arrive is no reason to break off a workout.
        if (reply.what === 'models' && this.state.running && this.state.screen === 'live') break;
        this.fail(reply.what === 'frame' ? 'broken' : 'load_failed');
        break;
    }
  }

  /** Back to the start, with what was done so far kept. */
  private fail(problem: Problem): void {
    this.end();
    this.store.set({ screen: 'start', problem });
  }

  private lighten(): void {
    if (this.state.running === 'lite') {
      this.store.set({ slow: 'still' });
    } else if (this.loadingModel !== 'lite') {
      this.store.set({ slow: 'fell_back' });
      this.loadModel('lite');
    }
  }

  private show(view: View): void {
    const before = this.state;
    const hint = view.hint as Hint | null;
    this.placed ||= view.stage !== 'training';
    if (this.placed && before.rest_s === null && !before.done) {
      this.store.set({ stage: view.stage, beat: view.beat, hint });
      this.announceStage(before, view, hint);
    }
    for (const event of view.events) this.hear(event);
    this.painter?.(view, this.state.notice?.kind === 'fault' ? 'fault' : 'calm');
  }

  private announceStage(before: State, view: View, hint: Hint | null): void {
    const t = messages[before.language];
    if (view.beat && view.beat !== before.beat) this.voice.count(countWord(view.beat, before.language));
    if (view.stage === 'training' && before.stage !== 'training') {
      performance.mark('counting');
      this.voice.count(t.go);
      this.store.set({ resumed: false });
      this.beginSet();
    }
    if (hint && hint !== before.hint) this.voice.remark(t.hints[this.mirroredHint(hint)]);
  }

  /** On a mirrored picture the sides of the screen are swapped. */
  mirroredHint(hint: Hint): Hint {
    if (!this.state.mirrored) return hint;
    if (hint === 'move_left') return 'move_right';
    return hint === 'move_right' ? 'move_left' : hint;
  }

  /** Also called where a set goes on after an interruption. */
  private beginSet(): void {
    if (this.inSet) return;
    this.inSet = true;
    const { exercise, plan } = this.state;
    this.recorder ??= new Recorder(exercise!, plan, sessionStore.state.session?.member?.id ?? null, outbox);
    this.recorder.beginSet();
  }

  private hear(event: Event): void {
    if (event.kind === 'rep_end') {
      this.recorder?.ended(event, this.faultIds(event.faults)); // its set may be over by now
      this.cycle++;
    } else if (this.inSet) {
      this.judge(event);
    }
  }

  private judge(event: Exclude<Event, { kind: 'rep_end' }>): void {
    const { language, faults, plan } = this.state;
    switch (event.kind) {
      case 'rep': {
        const count = this.state.count + 1;
        this.voice.count(countWord(count, language));
        this.recorder?.counted(event, this.faultIds(event.faults));
        this.store.set(event.faults.length === 0 ? { count, notice: null } : { count });
        if (plan.sets && count >= plan.repetitions) this.endSet();
        break;
      }
      case 'fault':
        this.store.set({ notice: { kind: 'fault', fault: event.fault } });
        this.remarkOnce(faults[event.fault]?.text[language]);
        break;
      case 'rejected': {
        const reason = event.reason as Reason;
        this.recorder?.rejected(event);
        this.store.set({ notice: { kind: 'rejected', reason } });
        if (!UNSPOKEN.includes(reason)) this.remarkOnce(messages[language].reasons[reason]);
        this.cycle++;
        break;
      }
    }
  }

  private faultIds(indices: number[]): string[] {
    return indices.flatMap((index) => this.state.faults[index]?.id ?? []);
  }

  /** One remark a repetition: more would be talk. */
  private remarkOnce(text: string | undefined): void {
    if (!text || this.remarkedCycle === this.cycle) return;
    this.remarkedCycle = this.cycle;
    this.voice.remark(text);
  }
}
