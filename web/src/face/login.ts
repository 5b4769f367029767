/** A log-in by face as the page lives it, from the camera to the greeting, attempt after attempt. Whose face it is, whether it
 *  lives and what is asked is the server's to decide. */
import { api } from '../api/client';
import { ApiProblem } from '../api/problem';
import type { FaceAttempt, FaceChallenge, FaceHint, FaceRefusal, Session } from '../api/types';
import { type CameraProblem, closeCamera } from '../camera';
import { Store } from '../store';
import { awaitCamera } from './open';
import { retryAfter_ms, sendPictures } from './send';
import { Shutter } from './shutter';
import { Steady } from './steady';
import { Stir } from './stir';
import { type Occasion, wait } from './wait';

export type Refusal = FaceRefusal | 'other';

export type Scene =
  | { kind: 'opening' }
  | { kind: 'no_camera'; problem: CameraProblem }
  | { kind: 'starting' }
  | { kind: 'running'; attempt: FaceAttempt; hint: FaceHint | null }
  | { kind: 'waiting'; why: 'busy' | 'away' | 'too_many'; until_ms: number; from_s: number; light: string | null }
  | { kind: 'asleep' }
  | { kind: 'refused'; reason: Refusal; until_ms: number; from_s: number }
  | { kind: 'password'; unlit: boolean }
  | { kind: 'welcome'; session: Session }
  | { kind: 'off' };

/** What the server takes of one attempt: 2 MiB in 40 pictures of at most 640 pixels and 64 KiB. */
const LIMITS = { side: 640, bytes: 50_000 };
const INTERVAL_MS = 200;
/** Forty pictures are few: while the person finds the place, hears what is asked, or comes back from a movement, fewer will do. */
const CALM_MS = 400;
/** A movement is under way: this share of it has been seen, more than a head at rest sways. */
const BEGUN = 0.15;
/** Nobody follows sooner than this. */
const REACTION_MS = 450;
/** From a new colour of the screen to a picture that shows it: screen and camera take their time. With it a
 *  colour stays for half a second at least, far from what flickers dangerously (WCAG 2.3.1). */
const SETTLE_MS = 330;
/** So many pictures without a face, and nobody is there. */
const NOBODY = 8;
const STIR_MS = 400;
/** To read why, and to get ready. */
const REFUSED_S = 6;
const LATE_S = 3;
const WELCOME_MS = 2000;
/** The server waits no longer for the password. */
const PASSWORD_MS = 120_000;

type End = 'in' | 'nobody' | 'off' | Refusal;

export class FaceLogin {
  readonly store = new Store<{ scene: Scene }>({ scene: { kind: 'opening' } });
  private readonly events = new EventTarget();
  private readonly again: Occasion = [this.events, 'again'];
  private readonly shutter = new Shutter(LIMITS);
  private life: AbortController | null = null;
  private key = '';

  /** email: of the only member who is meant; empty: of anybody. onIn: once he has been greeted. */
  constructor(private readonly email: string, private readonly onIn: (session: Session) => void) {}

  start(video: HTMLVideoElement): void {
    this.stop();
    const { signal } = (this.life = new AbortController());
    this.live(video, signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }

  stop(): void {
    this.life?.abort();
    this.life = null;
  }

  /** Ends a pause. */
  hurry(): void {
    this.events.dispatchEvent(new Event('again'));
  }

  /** For the form that asks for the password as well: throws what is wrong with it. */
  async confirm(password: string): Promise<void> {
    try {
      this.welcome(await this.takeIn(password));
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      if (error.code === 'wrong_login') throw new ApiProblem('wrong_password'); // who it is, is settled
      if (error.code !== 'not_found') throw error;
    }
    this.events.dispatchEvent(new Event('confirmed'));
  }

  private show(scene: Scene): void {
    this.store.set({ scene });
  }

  private async live(video: HTMLVideoElement, signal: AbortSignal): Promise<void> {
    this.show({ kind: 'opening' });
    const camera = await awaitCamera(video, LIMITS.side, signal, this.again, (problem) => this.show({ kind: 'no_camera', problem }));
    camera.stream.getVideoTracks()[0]?.addEventListener('ended', () => signal.aborted || this.start(video)); // it was unplugged
    try {
      let end = await this.attempt(video, signal);
      while (end !== 'in' && end !== 'off') {
        await this.rest(end, video, signal);
        end = await this.attempt(video, signal);
      }
      if (end === 'off') return this.show({ kind: 'off' });
      await wait(signal, WELCOME_MS);
      const { scene } = this.store.state;
      if (scene.kind === 'welcome') this.onIn(scene.session);
    } finally {
      closeCamera(camera);
    }
  }

  /** Between two attempts: as long as nobody is there, or for the person to read why. */
  private async rest(end: Refusal | 'nobody', video: HTMLVideoElement, signal: AbortSignal): Promise<void> {
    if (end !== 'nobody') {
      const from_s = end === 'late' ? LATE_S : REFUSED_S;
      this.show({ kind: 'refused', reason: end, until_ms: Date.now() + from_s * 1000, from_s });
      await wait(signal, from_s * 1000, this.again);
      return;
    }
    this.show({ kind: 'asleep' });
    const stir = new Stir();
    while (!stir.moved(video)) {
      if (await wait(signal, STIR_MS, this.again)) return;
    }
  }

  private async attempt(video: HTMLVideoElement, signal: AbortSignal): Promise<End> {
    try {
      const challenge = await this.ask(signal);
      const end = await this.perform(challenge, video, signal);
      return end === 'in' ? await this.enter(signal) : end;
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof ApiProblem)) throw error;
      return error.code === 'no_face_login' ? 'off' : 'other';
    }
  }

  /** A new challenge, as soon as the server has one. */
  private async ask(signal: AbortSignal): Promise<FaceChallenge> {
    this.show({ kind: 'starting' });
    return this.patiently(signal, () => api.post<FaceChallenge>('/face/challenges', this.email ? { email: this.email } : {}));
  }

  private async perform({ key, frames_max, state }: FaceChallenge, video: HTMLVideoElement, signal: AbortSignal): Promise<End> {
    this.key = key;
    const steady = new Steady<FaceHint>();
    let last = state;
    let empty = 0;
    let asked = state.step;
    let light = state.light;
    const interval_ms = (elapsed_ms: number): number => {
      const isNew = last.step !== asked;
      const settled_ms = last.light === light ? 0 : elapsed_ms + SETTLE_MS;
      ({ step: asked, light } = last);
      const begun = last.progress * last.steps_total - last.steps_done > BEGUN;
      return Math.max(settled_ms, isNew ? REACTION_MS : begun && !last.hint ? INTERVAL_MS : CALM_MS);
    };
    this.show({ kind: 'running', attempt: state, hint: null });
    const answered = await sendPictures<FaceAttempt>({
      video,
      shutter: this.shutter,
      path: `/face/challenges/${key}/frames`,
      most: frames_max,
      interval_ms,
      onWait: (problem) => this.showWait(problem, last.light),
      onAnswer: (attempt) => {
        last = attempt;
        empty = attempt.state === 'look' && attempt.hint === 'no_face' ? empty + 1 : 0;
        this.show({ kind: 'running', attempt, hint: steady.next(attempt.hint) });
        return attempt.state === 'accepted' || attempt.state === 'refused' || empty === NOBODY;
      },
    }, signal);
    if (!answered) return 'late';
    if (empty === NOBODY) return 'nobody';
    return last.state === 'accepted' ? 'in' : (last.reason ?? 'other');
  }

  /** The server has seen enough; now it lets in, or says that it knows nobody like this. */
  private async enter(signal: AbortSignal): Promise<End> {
    try {
      this.welcome(await this.patiently(signal, () => this.takeIn()));
      return 'in';
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      if (error.code === 'face_unknown') return 'face_unknown';
      if (error.code === 'not_found') return 'late';
      if (error.code !== 'password_needed' && error.code !== 'face_unlit') throw error;
      this.show({ kind: 'password', unlit: error.code === 'face_unlit' });
    }
    await wait(signal, PASSWORD_MS, [this.events, 'confirmed']);
    return this.store.state.scene.kind === 'welcome' ? 'in' : 'late';
  }

  private takeIn(password?: string): Promise<Session> {
    return api.post<Session>(`/face/challenges/${this.key}/session`, password === undefined ? {} : { password });
  }

  private welcome(session: Session): void {
    api.csrf = session.csrf;
    this.show({ kind: 'welcome', session });
  }

  /** The same again until the server has time for it. */
  private async patiently<T>(signal: AbortSignal, what: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        const answer = await what();
        signal.throwIfAborted();
        return answer;
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof ApiProblem) || !error.passing || error.code === 'no_face_login') throw error;
        this.showWait(error);
        await wait(signal, retryAfter_ms(error), this.again);
      }
    }
  }

  /** light: stays, since the next picture counts as taken in it. */
  private showWait(problem: ApiProblem, light: string | null = null): void {
    const why = problem.status === 429 ? 'too_many' : problem.code === 'overloaded' ? 'busy' : 'away';
    const ms = retryAfter_ms(problem);
    this.show({ kind: 'waiting', why, until_ms: Date.now() + ms, from_s: Math.ceil(ms / 1000), light });
  }
}
