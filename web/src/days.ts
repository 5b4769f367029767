/** Days as the API writes them, "2026-11-22": a member's own, without time or zone. */

const DAY_MS = 86_400_000;

export function addDays(day: string, n: number): string {
  return new Date(Date.parse(day) + n * DAY_MS).toISOString().slice(0, 10);
}

/** How many days b is after a. */
export function daysBetween(a: string, b: string): number {
  return Math.round((Date.parse(b) - Date.parse(a)) / DAY_MS);
}

/** 0: Monday. */
export function weekday(day: string): number {
  return (new Date(Date.parse(day)).getUTCDay() + 6) % 7;
}

/** Monday of its week. */
export function weekStart(day: string): string {
  return addDays(day, -weekday(day));
}

/** The last n days, the given one included, oldest first. */
export function lastDays(day: string, n: number): string[] {
  return Array.from({ length: n }, (_, i) => addDays(day, i - n + 1));
}
