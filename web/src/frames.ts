/** From the video to the Worker: one frame under way at a time, and always the newest. In an empty room only now and then. */
import { type Picture, snapshot, watchFrames } from './camera';
import { Clock } from './clock';

export interface Frame {
  picture: Picture;
  t_ms: number;
  busy_ms: number | null;
}

/** An empty room should cost no battery: after some time without anybody it is looked at a few times a second, which
 *  whoever comes in does not notice. */
const EMPTY_AFTER_ms = 2000;
const LOOK_EVERY_ms = 250;

export class Frames {
  private readonly clock = new Clock();
  private unwatch: (() => void) | null = null;
  private newest_ms: number | null = null;
  private sent_ms: number | null = null; // wall time; null: nothing under way
  private busy_ms: number | null = null;
  private looked_ms = 0; // time of the frame that was sent last
  private seen_ms: number | null = null; // time of the last frame with somebody in it; null: it begins with the next

  constructor(private readonly send: (frame: Frame) => void) {}

  watch(video: HTMLVideoElement): void {
    this.stop();
    this.unwatch = watchFrames(video, (media_ms) => {
      this.newest_ms = this.clock.time(media_ms, performance.now());
      void this.next(video);
    });
    this.answered = (somebody) => {
      if (this.sent_ms !== null) this.busy_ms = performance.now() - this.sent_ms;
      this.sent_ms = null;
      if (somebody) this.seen_ms = this.looked_ms;
      void this.next(video);
    };
  }

  stop(): void {
    this.unwatch?.();
    this.unwatch = null;
    this.newest_ms = null;
    this.busy_ms = null;
    this.seen_ms = null;
  }

  /** The Worker failed at the frame it had. */
  lost(): void {
    this.sent_ms = null;
  }

  /** The Worker is done with the frame it had. */
  answered: (somebody: boolean) => void = () => {};

  private async next(video: HTMLVideoElement): Promise<void> {
    const t_ms = this.newest_ms;
    if (t_ms === null || this.sent_ms !== null || !this.unwatch) return;
    this.seen_ms ??= t_ms;
    if (t_ms - this.seen_ms > EMPTY_AFTER_ms && t_ms - this.looked_ms < LOOK_EVERY_ms) return;
    this.looked_ms = t_ms;
    this.newest_ms = null;
    this.sent_ms = performance.now();
    try {
      const picture = await snapshot(video);
      this.send({ picture, t_ms, busy_ms: this.busy_ms });
    } catch {
      this.sent_ms = null; // the video went away between its callback and the picture
    }
  }
}
