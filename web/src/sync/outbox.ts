/** The way of a repetition to the server: into the vault at once, out in small batches, removed only when the server has
 *  answered that it is stored. A batch may be sent twice; the server knows what it has by key and sequence number. */
import { ApiProblem } from '../api/problem';
import type { Batch, Repetition } from '../api/types';
import { Store } from '../store';
import type { Draft, Unsent, Vault } from './vault';

/** saved: the server has everything. sending: it soon will. waiting: it does not answer, tried again by and by.
 *  refused: it answered that it does not want some of it. */
export interface OutboxState {
  state: 'saved' | 'sending' | 'waiting' | 'refused';
  /** Repetitions that the server has not got. */
  unsent: number;
}

export type Send = (key: string, batch: Batch) => Promise<unknown>;

/** Two seconds of training are about a repetition: few requests, and little to lose with the device. */
const PAUSE_MS = 2000;
const LONGEST_PAUSE_MS = 60_000;
/** Of the server's 500: a batch of so many stays under the 64 KB that a browser lets a closing page send. */
const BATCH_REPETITIONS = 200;

interface Entry {
  draft: Draft;
  repetitions: Map<number, Repetition>;
  /** Sequence number whose last figures are still to come. */
  open: number | null;
  refused: boolean;
}

export class Outbox {
  readonly store = new Store<OutboxState>({ state: 'saved', unsent: 0 });
  private readonly entries = new Map<string, Entry>();
  private member: number | null = null;
  private running: Promise<void> = Promise.resolve();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;

  constructor(private readonly vault: Pick<Vault, 'read' | 'put' | 'remove' | 'forget'>, private readonly send: Send) {}

  /** Takes up what earlier visits left. */
  async load(): Promise<void> {
    const { drafts, unsent } = await this.vault.read();
    for (const draft of drafts) if (!this.entries.has(draft.key)) this.entry(draft);
    for (const { workout, sequence, repetition } of unsent) this.entries.get(workout)?.repetitions.set(sequence, repetition);
    this.hurry();
  }

  /** Only this member's workouts are sent; null: nobody's. */
  setMember(member: number | null): void {
    if (member === this.member) return;
    this.member = member;
    this.hurry();
  }

  /** open: the repetition counts, but its last figures are still to come; until then it waits. */
  put(draft: Draft, repetition?: Repetition, { open = false } = {}): Promise<void> {
    const entry = this.entry(draft);
    entry.draft = draft;
    if (repetition) {
      entry.repetitions.set(repetition.sequence, repetition);
      if (open) entry.open = repetition.sequence;
      else if (entry.open === repetition.sequence) entry.open = null;
    }
    this.tell();
    this.timer ??= setTimeout(() => void this.flush(), PAUSE_MS);
    const unsent: Unsent | undefined = repetition && { workout: draft.key, sequence: repetition.sequence, repetition };
    return this.vault.put(draft, unsent);
  }

  /** No more figures are to come. */
  close(key: string): void {
    const entry = this.entries.get(key);
    if (entry) entry.open = null;
  }

  /** Sends nothing more of this workout, for it is to be deleted. Whether there was something. What is under way is waited
   *  for, lest it arrive after the deletion. */
  async forget(key: string): Promise<boolean> {
    const waited = this.entries.delete(key);
    this.tell();
    await this.vault.forget(key);
    await this.running;
    return waited;
  }

  /** Sends now; resolves when all is sent or something went wrong. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.running = this.running.then(() => this.sendAll()); // one after the other: no batch overtakes another
    return this.running;
  }

  /** Something changed for the better: a connection, a member. */
  hurry(): void {
    this.failures = 0;
    this.tell();
    void this.flush();
  }

  /** All that is to be sent, for a page that is about to go. Whatever becomes of it, it stays in the vault. */
  batches(): [key: string, batch: Batch][] {
    return this.own().map((entry) => [entry.draft.key, this.batch(entry)]);
  }

  private entry(draft: Draft): Entry {
    let entry = this.entries.get(draft.key);
    if (!entry) {
      entry = { draft, repetitions: new Map(), open: null, refused: false };
      this.entries.set(draft.key, entry);
    }
    return entry;
  }

  /** What there is to send of this member's. */
  private own(): Entry[] {
    const ready = ({ draft, repetitions, open, refused }: Entry) =>
      draft.member === this.member && !refused && (repetitions.size === 0 || repetitions.size > (open === null ? 0 : 1));
    return [...this.entries.values()].filter(ready);
  }

  private batch({ draft, repetitions, open }: Entry): Batch {
    const { exercise, started_at, finished_at, plan, sets } = draft;
    const ready = [...repetitions.values()].filter(({ sequence }) => sequence !== open).slice(0, BATCH_REPETITIONS);
    return { exercise, started_at, finished_at, plan, sets, repetitions: ready };
  }

  private async sendAll(): Promise<void> {
    try {
      for (const entry of this.own()) await this.sendEntry(entry);
      this.failures = 0;
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      const pause_ms = Math.min(PAUSE_MS * 2 ** this.failures++, LONGEST_PAUSE_MS);
      clearTimeout(this.timer);
      this.timer = setTimeout(() => void this.flush(), Math.max((error.retryAfter_s ?? 0) * 1000, pause_ms));
    }
    this.tell();
  }

  private async sendEntry(entry: Entry): Promise<void> {
    const { draft } = entry;
    const batch = this.batch(entry);
    try {
      await this.send(draft.key, batch);
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.passing || error.code === 'not_logged_in' || error.code === 'csrf') throw error;
      console.error(`workout ${draft.key} was refused:`, error); // it stays in the vault, for the next visit to try
      entry.refused = true;
      return;
    }
    for (const { sequence } of batch.repetitions) entry.repetitions.delete(sequence);
    const finished = entry.repetitions.size === 0 && entry.draft.version === draft.version;
    if (finished && this.entries.get(draft.key) === entry) this.entries.delete(draft.key);
    await this.vault.remove(draft, batch.repetitions.map(({ sequence }) => sequence));
    if (batch.repetitions.length === BATCH_REPETITIONS) await this.sendEntry(entry);
    else if (!finished) this.timer ??= setTimeout(() => void this.flush(), PAUSE_MS);
  }

  private tell(): void {
    const mine = [...this.entries.values()].filter(({ draft }) => draft.member === this.member);
    const unsent = mine.reduce((sum, { repetitions }) => sum + repetitions.size, 0);
    let state: OutboxState['state'] = mine.length ? 'sending' : 'saved';
    if (this.failures) state = 'waiting';
    if (mine.some(({ refused }) => refused)) state = 'refused';
    this.store.set({ state, unsent });
  }
}
