/** The seconds between two sets, by the clock and not by counting ticks: a hidden page is woken rarely. */

const TICK_MS = 200;

export class Rest {
  private timer: ReturnType<typeof setInterval> | undefined;
  private last_s = Infinity;

  /** onSecond: seconds left, each once, the last time with 0. */
  constructor(private readonly onSecond: (left_s: number) => void) {}

  begin(length_s: number): void {
    const end_ms = Date.now() + length_s * 1000;
    this.stop();
    this.last_s = Infinity;
    const tick = () => {
      const left_s = Math.max(0, Math.ceil((end_ms - Date.now()) / 1000));
      if (left_s === this.last_s) return;
      this.last_s = left_s;
      if (left_s === 0) this.stop();
      this.onSecond(left_s);
    };
    this.timer = setInterval(tick, TICK_MS);
    tick();
  }

  stop(): void {
    clearInterval(this.timer);
  }
}
