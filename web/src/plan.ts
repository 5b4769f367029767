/** What the person intends to do, kept on this device for the next time. */
import type { Plan } from './api/types';

export interface Intention extends Plan {
  /** As many as one likes, until one stops. */
  free: boolean;
}

/** What the fields offer; the API would take more (docs/openapi.yaml). */
export const LIMITS = { sets: [1, 20], repetitions: [1, 200], rest_s: [0, 600] } as const;
const USUAL: Intention = { free: false, sets: 3, repetitions: 10, rest_s: 60 };
const KEY = 'aifit.plan';

export function loadIntention(): Intention {
  try {
    const kept = (JSON.parse(localStorage.getItem(KEY) ?? '{}') ?? {}) as Partial<Record<string, unknown>>;
    const value = (name: keyof typeof LIMITS) => {
      const [least, most] = LIMITS[name];
      const number = kept[name];
      return Number.isInteger(number) && Number(number) >= least && Number(number) <= most ? Number(number) : USUAL[name];
    };
    return { free: kept.free === true, sets: value('sets'), repetitions: value('repetitions'), rest_s: value('rest_s') };
  } catch {
    return USUAL;
  }
}

export function keepIntention(intention: Intention): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(intention));
  } catch {
    // storage may be forbidden; then the page forgets
  }
}

export function planOf({ free, sets, repetitions, rest_s }: Intention): Plan {
  return free ? { sets: 0, repetitions: 0, rest_s: 0 } : { sets, repetitions, rest_s };
}
