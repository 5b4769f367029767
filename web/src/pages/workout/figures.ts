/** What a workout comes to. */
import type { Repetition, WorkoutRecord, WorkoutSet } from '../../api/types';

export interface SetSum extends WorkoutSet {
  repetitions: number;
  duration_s: number;
}

export interface Figures {
  counted: Repetition[];
  rejected: Repetition[];
  clean: number;
  duration_s: number;
  sets: SetSum[];
  /** What happened how often, the most frequent first. */
  faults: [id: string, n: number][];
  reasons: [id: string, n: number][];
}

export function tally(keys: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]);
}

const between_s = (from: string, to: string) => Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000);

/** Where its end is not known, a set lasted until its last repetition. */
function sumSet(set: WorkoutSet, repetitions: Repetition[]): SetSum {
  const own = repetitions.filter((repetition) => repetition.set === set.number);
  const end = set.ended_at ?? own.at(-1)?.at ?? set.started_at;
  return { ...set, repetitions: own.filter(({ counted }) => counted).length, duration_s: between_s(set.started_at, end) };
}

export function figuresOf({ started_at, finished_at, sets, repetitions }: WorkoutRecord): Figures {
  const ordered = [...repetitions].sort((a, b) => a.sequence - b.sequence);
  const counted = ordered.filter((repetition) => repetition.counted);
  const rejected = ordered.filter((repetition) => !repetition.counted);
  return {
    counted,
    rejected,
    clean: counted.filter(({ faults }) => faults.length === 0).length,
    duration_s: between_s(started_at, finished_at ?? ordered.at(-1)?.at ?? started_at),
    sets: sets.map((set) => sumSet(set, ordered)),
    faults: tally(counted.flatMap(({ faults }) => faults)),
    reasons: tally(rejected.map(({ reason }) => reason ?? '')),
  };
}
