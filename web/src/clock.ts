/** Media times of several camera sessions as one time that only grows: each session starts anew near zero. */
export class Clock {
  private offset_ms = 0;
  private last_ms = 0;
  private lastMedia_ms = -Infinity;
  private lastWall_ms = 0;

  /** Whole milliseconds for a frame's media time. wall_ms: performance.now(). */
  time(media_ms: number, wall_ms: number): number {
    if (media_ms < this.lastMedia_ms) this.offset_ms = this.last_ms + (wall_ms - this.lastWall_ms) - media_ms;
    this.lastMedia_ms = media_ms;
    this.lastWall_ms = wall_ms;
    this.last_ms = Math.round(media_ms + this.offset_ms);
    return this.last_ms;
  }
}
