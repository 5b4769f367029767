/** Keeps a hint that is there for one frame only from flickering. */
export class Steady<Value> {
  private last: Value | null = null;

  /** The value once it came twice in a row; null at once. */
  next(value: Value | null): Value | null {
    const steady = value === this.last ? value : null;
    this.last = value;
    return steady;
  }
}
