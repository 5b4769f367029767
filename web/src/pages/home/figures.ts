/** What home shows, out of the rows that the server sends. Days without training have no row. */
import type { FaultTotal, Goals, Home, Total } from '../../api/types';
import { addDays, lastDays, weekStart } from '../../days';

export interface Sum {
  repetitions: number;
  clean: number;
  active_s: number;
  days: number;
}

export function sumOf(totals: readonly Total[]): Sum {
  const sum = { repetitions: 0, clean: 0, active_s: 0, days: new Set(totals.map(({ day }) => day)).size };
  for (const { repetitions, clean, active_s } of totals) {
    sum.repetitions += repetitions;
    sum.clean += clean;
    sum.active_s += active_s;
  }
  return sum;
}

/** Rows of days on which something was counted: a day of failed attempts is no day of training. */
export function between(totals: readonly Total[], first: string, last: string): Total[] {
  return totals.filter(({ day, repetitions }) => day >= first && day <= last && repetitions > 0);
}

export function thisWeek({ totals, today }: Home): Total[] {
  return between(totals, weekStart(today), today);
}

export interface GoalShare {
  /** null: days a week. */
  exercise: string | null;
  done: number;
  goal: number;
}

/** How far this week has come with each goal that is set. */
export function goalShares(week: readonly Total[], { days_a_week, repetitions_a_week }: Goals): GoalShare[] {
  const repetitions = Object.entries(repetitions_a_week).map(([exercise, goal]) => ({
    exercise, goal, done: sumOf(week.filter((total) => total.exercise === exercise)).repetitions,
  }));
  return [{ exercise: null, done: sumOf(week).days, goal: days_a_week }, ...repetitions].filter(({ goal }) => goal > 0);
}

/** Exercises that occur, those most trained first. */
export function trainedExercises(totals: readonly Total[]): string[] {
  const ids = [...new Set(totals.map(({ exercise }) => exercise))];
  const amount = (id: string) => sumOf(totals.filter(({ exercise }) => exercise === id)).repetitions;
  return ids.sort((a, b) => amount(b) - amount(a));
}

export interface DayBar {
  day: string;
  clean: number;
  /** Counted, with a fault. */
  flawed: number;
}

/** A bar a day, zero days too. */
export function dayBars({ totals, today }: Home, exercise: string, n: number): DayBar[] {
  const rows = new Map(totals.filter((total) => total.exercise === exercise).map((total) => [total.day, total]));
  return lastDays(today, n).map((day) => {
    const { repetitions = 0, clean = 0 } = rows.get(day) ?? {};
    return { day, clean, flawed: repetitions - clean };
  });
}

export interface HeatDay {
  day: string;
  repetitions: number;
  /** 0: none; 1..4: quarters of the busiest day's. */
  level: number;
}

/** Weeks from Monday to Sunday, the last one up to today. */
export function heatWeeks({ totals, today }: Home, weeks: number): HeatDay[][] {
  const amounts = new Map<string, number>();
  for (const { day, repetitions } of totals) amounts.set(day, (amounts.get(day) ?? 0) + repetitions);
  const first = addDays(weekStart(today), -7 * (weeks - 1));
  const most = Math.max(1, ...[...amounts].filter(([day]) => day >= first).map(([, amount]) => amount));
  return Array.from({ length: weeks }, (_, week) =>
    Array.from({ length: 7 }, (_, i) => addDays(first, week * 7 + i))
      .filter((day) => day <= today)
      .map((day) => {
        const repetitions = amounts.get(day) ?? 0;
        return { day, repetitions, level: Math.ceil((repetitions / most) * 4) };
      }),
  );
}

export interface FaultTrend {
  fault: string;
  /** Of a hundred repetitions of each span how many had it, oldest first; null: no repetitions then. */
  shares: (number | null)[];
  amount: number;
}

/** Ends of spans of so many days, up to today. */
export function spans(today: string, n: number, days: number): { first: string; last: string }[] {
  return Array.from({ length: n }, (_, i) => {
    const last = addDays(today, -days * (n - 1 - i));
    return { first: addDays(last, 1 - days), last };
  });
}

const inSpan = ({ first, last }: { first: string; last: string }) => ({ day }: Total | FaultTotal) => day >= first && day <= last;

export function faultTrends({ totals, faults, today }: Home, exercise: string, n: number, days: number): FaultTrend[] {
  const own = faults.filter((fault) => fault.exercise === exercise);
  const trained = totals.filter((total) => total.exercise === exercise);
  const amountOf = (rows: FaultTotal[]) => rows.reduce((sum, { amount }) => sum + amount, 0);
  return [...new Set(own.map(({ fault }) => fault))]
    .map((id) => {
      const rows = own.filter(({ fault }) => fault === id);
      const shares = spans(today, n, days).map((span) => {
        const { repetitions } = sumOf(trained.filter(inSpan(span)));
        return repetitions ? Math.round((100 * amountOf(rows.filter(inSpan(span)))) / repetitions) : null;
      });
      return { fault: id, shares, amount: amountOf(rows) };
    })
    .sort((a, b) => b.amount - a.amount);
}
