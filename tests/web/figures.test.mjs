// What home and a workout's page make of the rows that the server sends.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { site } from './lib/words.mjs';

const { dayBars, faultTrends, goalShares, heatWeeks, thisWeek, trainedExercises } = site.home;

const total = (day, repetitions, more = {}) => ({ day, exercise: 'squat', repetitions, clean: repetitions, rejected: 0, active_s: 0, ...more });
/** A Wednesday. */
const TODAY = '2026-03-04';
const homeOf = (totals, faults = []) => ({ today: TODAY, first_day: '2025-09-01', totals, faults, goals: { days_a_week: 0, repetitions_a_week: {} } });

describe('home', () => {
  test('a bar a day, over the end of a month, days of nothing too', () => {
    const home = homeOf([total('2026-02-28', 10, { clean: 7 }), total(TODAY, 5), total('2026-02-25', 99), total(TODAY, 50, { exercise: 'dumbbell_curl' })]);
    assert.deepEqual(dayBars(home, 'squat', 7), [
      { day: '2026-02-26', clean: 0, flawed: 0 }, { day: '2026-02-27', clean: 0, flawed: 0 }, { day: '2026-02-28', clean: 7, flawed: 3 },
      { day: '2026-03-01', clean: 0, flawed: 0 }, { day: '2026-03-02', clean: 0, flawed: 0 }, { day: '2026-03-03', clean: 0, flawed: 0 },
      { day: TODAY, clean: 5, flawed: 0 },
    ]);
    assert.equal(dayBars(home, 'squat', 30).length, 30);
  });

  test('the week begins on Monday, and a day of failed attempts is none of training', () => {
    const home = homeOf([total('2026-03-01', 9), total('2026-03-02', 4), total('2026-03-03', 0, { rejected: 5 }), total(TODAY, 6), total(TODAY, 2, { exercise: 'dumbbell_curl' })]);
    const week = thisWeek(home);
    assert.deepEqual(week.map(({ day }) => day), ['2026-03-02', TODAY, TODAY]);
    assert.deepEqual(goalShares(week, { days_a_week: 3, repetitions_a_week: { squat: 20, dumbbell_curl: 0 } }), [
      { exercise: null, done: 2, goal: 3 }, { exercise: 'squat', done: 10, goal: 20 },
    ]);
    assert.deepEqual(trainedExercises(home.totals), ['squat', 'dumbbell_curl']);
  });

  test('the calendar has whole weeks up to today, the busiest day brightest', () => {
    const weeks = heatWeeks(homeOf([total(TODAY, 40), total('2026-03-02', 1), total('2026-02-23', 20), total('2025-01-01', 9999)]), 26);
    assert.equal(weeks.length, 26);
    assert.ok(weeks.slice(0, -1).every((week) => week.length === 7));
    assert.deepEqual(weeks.at(-1).map(({ day, level }) => [day, level]), [['2026-03-02', 1], ['2026-03-03', 0], [TODAY, 4]]);
    assert.equal(weeks.at(-2)[0].level, 2);
  });

  test('faults are told in a hundred repetitions; a span without any is a gap, not a nought', () => {
    const totals = [total('2026-03-03', 20), total(TODAY, 20), total('2026-02-20', 10)];
    const fault = (day, name, amount) => ({ day, exercise: 'squat', fault: name, amount });
    const trends = faultTrends(homeOf(totals, [fault(TODAY, 'knees_in', 4), fault('2026-02-20', 'knees_in', 5), fault(TODAY, 'too_shallow', 2)]), 'squat', 3, 5);
    assert.deepEqual(trends, [
      { fault: 'knees_in', shares: [50, null, 10], amount: 9 }, { fault: 'too_shallow', shares: [0, null, 5], amount: 2 },
    ]);
  });
});

test('a workout is summed up; a set whose end is not known lasted until its last repetition', () => {
  const at = (second) => new Date(Date.UTC(2026, 2, 4, 10, 0, second)).toISOString();
  const repetition = (sequence, second, more = {}) => ({ sequence, set: 1, at: at(second), counted: true, faults: [], ...more });
  const figures = site.figuresOf({
    started_at: at(0),
    finished_at: null,
    sets: [{ number: 1, started_at: at(0), ended_at: at(10) }, { number: 2, started_at: at(20), ended_at: null }],
    repetitions: [ // late ones come last
      repetition(3, 25, { set: 2, faults: ['knees_in', 'too_shallow'] }), repetition(1, 3), repetition(2, 6, { counted: false, reason: 'too_fast' }),
      repetition(4, 32, { set: 2, faults: ['knees_in'] }),
    ],
  });
  assert.deepEqual(figures.counted.map(({ sequence }) => sequence), [1, 3, 4]);
  assert.deepEqual([figures.clean, figures.duration_s], [1, 32]);
  assert.deepEqual(figures.sets.map(({ repetitions, duration_s }) => [repetitions, duration_s]), [[1, 10], [2, 12]]);
  assert.deepEqual(figures.faults, [['knees_in', 2], ['too_shallow', 1]]);
  assert.deepEqual(figures.reasons, [['too_fast', 1]]);
});

test('a workout keeps the clock of the place where it was done, wherever it is read', () => {
  for (const language of ['ko', 'en']) {
    const told = site.formatWallTime('2026-03-04T23:30:05.250+09:00', language);
    assert.match(told, /2026/);
    assert.match(told, /11:30|23:30/);
    assert.equal(site.formatWallTime('2026-03-04T23:30:05.250-08:00', language), told);
  }
});

test('a rest tells each second once, 0 at the end, and catches up after having slept', (t) => {
  let now = 0, tick = null;
  t.mock.method(Date, 'now', () => now);
  t.mock.method(globalThis, 'setInterval', (wake) => (tick = wake));
  t.mock.method(globalThis, 'clearInterval', () => (tick = null));
  const pass = (ms) => {
    for (const end = now + ms; now < end;) {
      now += 200;
      tick?.();
    }
  };
  const told = [];
  const rest = new site.Rest((left_s) => told.push(left_s));
  rest.begin(5);
  pass(2000);
  now += 1600; // nobody was woken meanwhile
  pass(5000);
  assert.deepEqual(told, [5, 4, 3, 2, 1, 0]);
  told.length = 0;
  rest.begin(60);
  rest.begin(2);
  pass(1000);
  rest.stop();
  pass(9000);
  assert.deepEqual(told, [60, 2, 1]);
});
