/** A workout being written down: what the core reports becomes sets and repetitions, each in the outbox as it happens. */
import type { Plan, Repetition, Side, WorkoutRecord, WorkoutSet } from '../api/types';
import type { Event } from '../engine/aifit';
import { localTime } from '../i18n/format';
import type { Outbox } from './outbox';
import type { Draft } from './vault';

type Counted = Extract<Event, { kind: 'rep' | 'rep_end' }>;
type Rejected = Extract<Event, { kind: 'rejected' }>;

/** What the API takes (docs/openapi.yaml). */
const LONGEST_PART_MS = 600_000;
const LARGEST_RANGE_DEG = 360;

const within = (value: number, most: number) => Math.min(Math.max(value, 0), most);
const part_ms = (from_ms: number, to_ms: number) => Math.round(within(to_ms - from_ms, LONGEST_PART_MS));

/** Now, less what has passed in the camera's time since then. */
const moment = (then_ms: number, now_ms: number) => localTime(new Date(Date.now() - Math.max(0, now_ms - then_ms)));

export class Recorder {
  readonly key = crypto.randomUUID();
  private readonly sets: WorkoutSet[] = [];
  private readonly repetitions: Repetition[] = [];
  private readonly started_at = localTime();
  private finished_at: string | null = null;
  private version = 0;
  /** The core's number of the last counted repetition and its place here, while its last figures are to come. */
  private last: { index: number; at: number } | null = null;

  /** member: null where nobody is logged in; then nothing is kept beyond the page. */
  constructor(private readonly exercise: string, private readonly plan: Plan, private readonly member: number | null, private readonly outbox: Outbox) {}

  get record(): WorkoutRecord {
    const { key, exercise, started_at, finished_at, plan } = this;
    return { key, exercise, started_at, finished_at, day: started_at.slice(0, 10), plan, sets: [...this.sets], repetitions: [...this.repetitions] };
  }

  get open(): boolean {
    return this.last !== null;
  }

  beginSet(): void {
    this.endSet();
    this.sets.push({ number: this.sets.length + 1, started_at: localTime(), ended_at: null });
  }

  endSet(): void {
    const set = this.sets.at(-1);
    if (!set || set.ended_at) return;
    this.sets[this.sets.length - 1] = { ...set, ended_at: localTime() };
    if (this.repetitions.length) this.keep();
  }

  counted(event: Counted, faults: string[]): void {
    this.last = { index: event.index, at: this.repetitions.length };
    this.write(this.describe(event, faults, this.repetitions.length));
  }

  /** The last figures of a repetition that counted. */
  ended(event: Counted, faults: string[]): void {
    if (this.last?.index !== event.index) return;
    const { at } = this.last;
    this.last = null;
    this.write(this.describe(event, faults, at));
  }

  rejected(event: Rejected): void {
    const { t_ms, start_ms, end_ms, reason } = event;
    this.write({
      sequence: this.repetitions.length + 1,
      set: this.sets.length,
      at: moment(end_ms, t_ms),
      side: 'both',
      counted: false,
      reason,
      down_ms: part_ms(start_ms, end_ms), // it has no turn
      up_ms: 0,
      range_deg: 0,
      faults: [],
    });
  }

  /** Resolves when the server has it all, or it is known that it will not have it soon. */
  async finish(): Promise<void> {
    this.endSet();
    this.last = null;
    this.finished_at = localTime();
    this.outbox.close(this.key);
    if (!this.repetitions.length) return;
    this.keep();
    await this.outbox.flush();
  }

  private describe({ t_ms, start_ms, turn_ms, end_ms, side, range_deg }: Counted, faults: string[], at: number): Repetition {
    return {
      sequence: at + 1,
      set: this.repetitions[at]?.set ?? this.sets.length,
      at: moment(end_ms, t_ms),
      side: side as Side,
      counted: true,
      down_ms: part_ms(start_ms, turn_ms),
      up_ms: part_ms(turn_ms, end_ms),
      range_deg: Math.round(within(range_deg, LARGEST_RANGE_DEG) * 10) / 10,
      faults,
    };
  }

  private write(repetition: Repetition): void {
    this.repetitions[repetition.sequence - 1] = repetition;
    this.keep(repetition);
  }

  private keep(repetition?: Repetition): void {
    if (this.member === null) return;
    const { key, member, exercise, started_at, finished_at, plan } = this;
    const draft: Draft = { key, member, version: ++this.version, exercise, started_at, finished_at, plan, sets: [...this.sets] };
    void this.outbox.put(draft, repetition, { open: this.last?.at === (repetition?.sequence ?? 0) - 1 });
  }
}
