/** Numbers, days and times as the reader's language writes them. */
import type { Language } from '../engine/aifit';

const LOCALES: Record<Language, string> = { ko: 'ko-KR', en: 'en-GB' };
const JUST_NOW: Record<Language, string> = { ko: '방금', en: 'just now' };
const MINUTE_S = 60;
const HOUR_S = 3600;
const DAY_S = 86_400;

export function formatNumber(value: number, language: Language): string {
  return new Intl.NumberFormat(LOCALES[language]).format(value);
}

/** A moment in the reader's time zone. */
export function formatTime(at: string, language: Language): string {
  return new Intl.DateTimeFormat(LOCALES[language], { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(at));
}

/** A moment as the clock of its writer showed it, wherever it is read: a workout stays on the day it is counted on. */
export function formatWallTime(at: string, language: Language): string {
  const wall = new Date(`${at.slice(0, 19)}Z`);
  return new Intl.DateTimeFormat(LOCALES[language], { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' }).format(wall);
}

export function formatDay(at: string, language: Language): string {
  return new Intl.DateTimeFormat(LOCALES[language], { dateStyle: 'medium' }).format(new Date(at));
}

/** A day of the API's, short: "11. 22." or "22 Nov". It has no zone, and must get none. */
export function formatShortDay(day: string, language: Language): string {
  const month = language === 'ko' ? 'numeric' : 'short';
  return new Intl.DateTimeFormat(LOCALES[language], { month, day: 'numeric', timeZone: 'UTC' }).format(new Date(day));
}

export function formatWeekday(day: string, language: Language): string {
  return new Intl.DateTimeFormat(LOCALES[language], { weekday: 'short', timeZone: 'UTC' }).format(new Date(day));
}

export function formatMonth(day: string, language: Language): string {
  return new Intl.DateTimeFormat(LOCALES[language], { month: 'short', timeZone: 'UTC' }).format(new Date(day));
}

/** "3 hours ago": for what happened within the last month, else its day. */
export function formatAgo(at: string, language: Language, now_ms = Date.now()): string {
  const passed_s = Math.round((now_ms - new Date(at).getTime()) / 1000);
  const relative = new Intl.RelativeTimeFormat(LOCALES[language], { numeric: 'auto' });
  if (passed_s < MINUTE_S) return JUST_NOW[language];
  if (passed_s < HOUR_S) return relative.format(-Math.floor(passed_s / MINUTE_S), 'minute');
  if (passed_s < DAY_S) return relative.format(-Math.floor(passed_s / HOUR_S), 'hour');
  if (passed_s < 30 * DAY_S) return relative.format(-Math.floor(passed_s / DAY_S), 'day');
  return formatDay(at, language);
}

function formatUnit(value: number, unit: string, language: Language): string {
  return new Intl.NumberFormat(LOCALES[language], { style: 'unit', unit, unitDisplay: 'long' }).format(value);
}

/** How long to wait, never too short. */
export function formatWait(seconds: number, language: Language): string {
  if (seconds < 90) return formatUnit(Math.ceil(seconds), 'second', language);
  if (seconds < 90 * MINUTE_S) return formatUnit(Math.ceil(seconds / MINUTE_S), 'minute', language);
  return formatUnit(Math.ceil(seconds / HOUR_S), 'hour', language);
}

/** How long something has lasted, in its largest unit. */
export function formatDuration(seconds: number, language: Language): string {
  if (seconds < MINUTE_S) return formatUnit(Math.floor(seconds), 'second', language);
  if (seconds < HOUR_S) return formatUnit(Math.floor(seconds / MINUTE_S), 'minute', language);
  if (seconds < 2 * DAY_S) return formatUnit(Math.floor(seconds / HOUR_S), 'hour', language);
  return formatUnit(Math.floor(seconds / DAY_S), 'day', language);
}

/** "4:09" */
export function formatClock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** The member's own day, "2026-11-22". */
export function localDay(date = new Date()): string {
  const two = (n: number) => String(n).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** A moment with this device's offset, RFC 3339: "2026-11-22T18:30:05.250+09:00". */
export function localTime(date = new Date()): string {
  const offset_min = -date.getTimezoneOffset();
  const wall = new Date(date.getTime() + offset_min * 60_000).toISOString().slice(0, -1);
  const two = (n: number) => String(Math.floor(n)).padStart(2, '0');
  const distance = Math.abs(offset_min);
  return `${wall}${offset_min < 0 ? '-' : '+'}${two(distance / 60)}:${two(distance % 60)}`;
}
