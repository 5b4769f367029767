// Whom both applications serve: one member with ten years of daily training, and those who train today.
import { createHash } from 'node:crypto';

export const PASSWORD = 'four score and seven';
export const VETERAN = 'veteran@example.org';
export const TRAINEES = Array.from({ length: 16 }, (_, i) => `trainee${i}@example.org`);
export const REPETITIONS = 10;

const DAYS = 3650, DAY_MS = 86400e3, OFFSET_H = 9;
const EXERCISES = [
  { name: 'squat', faults: ['knees_in', 'torso_forward', 'too_shallow'] },
  { name: 'dumbbell_curl', faults: ['half_range', 'upper_arm_swing'] },
];

// One day for all, at noon on the members' clock: a run over midnight stays one run.
const noon = Math.floor((Date.now() + OFFSET_H * 3600e3) / DAY_MS) * DAY_MS + 12 * 3600e3;
export const TODAY = new Date(noon).toISOString().slice(0, 10);
const time = (ms) => `${new Date(ms).toISOString().slice(0, 23)}+${String(OFFSET_H).padStart(2, '0')}:00`;

// The same in every run.
function uuid(name) {
  const hex = createHash('sha256').update(name).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

function repetition(sequence, start, faults) {
  const rejected = sequence === 7;
  return {
    sequence, set: 1, at: time(start + sequence * 3000), side: 'both', counted: !rejected, ...(rejected ? { reason: 'too_fast' } : {}),
    down_ms: 1100 + 10 * sequence, up_ms: 900, range_deg: 90 + sequence / 4, faults: rejected ? [] : faults,
  };
}

// A set of an exercise; every third repetition has a fault, another one each day.
export function batch(exercise, start, day) {
  const faultOf = (sequence) => (sequence % 3 ? [] : [exercise.faults[(sequence / 3 + day) % exercise.faults.length]]);
  return {
    exercise: exercise.name, started_at: time(start), finished_at: time(start + 60e3), plan: { sets: 1, repetitions: REPETITIONS, rest_s: 60 },
    sets: [{ number: 1, started_at: time(start), ended_at: time(start + 50e3) }],
    repetitions: Array.from({ length: REPETITIONS }, (_, i) => repetition(i + 1, start, faultOf(i + 1))),
  };
}

export const todaysBatch = batch(EXERCISES[0], noon, 0);

export function* tenYears() {
  for (let day = 0; day < DAYS; day++)
    for (const [i, exercise] of EXERCISES.entries())
      yield { key: uuid(`${day} ${exercise.name}`), batch: batch(exercise, noon - day * DAY_MS + i * 600e3, day) };
}
