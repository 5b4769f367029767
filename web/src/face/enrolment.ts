/** The registration of one's own face, from the camera to the last good picture. */
import { ApiProblem } from '../api/problem';
import type { FaceEnrolment, FaceHint, StartedEnrolment } from '../api/types';
import { type CameraProblem, closeCamera } from '../camera';
import { Store } from '../store';
import { awaitCamera } from './open';
import { sendPictures } from './send';
import { Shutter } from './shutter';
import { Steady } from './steady';

export type EnrolmentEnd = NonNullable<FaceEnrolment['reason']> | 'late' | 'other';

export type EnrolmentScene =
  | { kind: 'opening' }
  | { kind: 'no_camera'; problem: CameraProblem }
  | { kind: 'running'; enrolment: FaceEnrolment; hint: FaceHint | null; waiting: boolean }
  | { kind: 'done' }
  | { kind: 'refused'; reason: EnrolmentEnd };

const LIMITS = { side: 1280, bytes: 1_000_000 };
const INTERVAL_MS = 300;
const MOST = 120;

export class Enrolment {
  readonly store = new Store<{ scene: EnrolmentScene }>({ scene: { kind: 'opening' } });
  private readonly events = new EventTarget();
  private readonly shutter = new Shutter(LIMITS);
  private life: AbortController | null = null;

  constructor(private readonly started: StartedEnrolment) {}

  start(video: HTMLVideoElement): void {
    this.stop();
    const { signal } = (this.life = new AbortController());
    this.live(video, signal).catch((error: unknown) => {
      if (signal.aborted) return;
      if (!(error instanceof ApiProblem)) throw error;
      this.show({ kind: 'refused', reason: 'other' });
    });
  }

  stop(): void {
    this.life?.abort();
    this.life = null;
  }

  /** Tries the camera again. */
  hurry(): void {
    this.events.dispatchEvent(new Event('again'));
  }

  private show(scene: EnrolmentScene): void {
    this.store.set({ scene });
  }

  private async live(video: HTMLVideoElement, signal: AbortSignal): Promise<void> {
    const onProblem = (problem: CameraProblem) => this.show({ kind: 'no_camera', problem });
    const camera = await awaitCamera(video, LIMITS.side, signal, [this.events, 'again'], onProblem);
    try {
      await this.perform(video, signal);
    } finally {
      closeCamera(camera);
    }
  }

  private async perform(video: HTMLVideoElement, signal: AbortSignal): Promise<void> {
    const steady = new Steady<FaceHint>();
    let last = this.started.state;
    let hint: FaceHint | null = null;
    const show = (waiting: boolean) => this.show({ kind: 'running', enrolment: last, hint, waiting });
    show(false);
    const answered = await sendPictures<FaceEnrolment>({
      video,
      shutter: this.shutter,
      path: `/me/face/enrolments/${this.started.key}/frames`,
      most: MOST,
      interval_ms: () => INTERVAL_MS,
      onWait: () => show(true),
      onAnswer: (enrolment) => {
        last = enrolment;
        hint = steady.next(enrolment.hint);
        show(false);
        return enrolment.state !== 'running';
      },
    }, signal);
    if (answered && last.state === 'done') this.show({ kind: 'done' });
    else this.show({ kind: 'refused', reason: answered ? (last.reason ?? 'other') : 'late' });
  }
}
