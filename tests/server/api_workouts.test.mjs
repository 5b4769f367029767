// Workouts in batches, the history, and what home and records make of them.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { batch, databases, expect, local, newKey, repetition, serve, signUp, today } from './api.mjs';

const HOUR = 3600e3, DAY = 24 * HOUR;
const noon = (daysAgo) => Math.floor((Date.now() + 9 * HOUR) / DAY) * DAY + 3 * HOUR - (daysAgo + 1) * DAY; // 12:00 in Korea, some days ago
const dayOf = (daysAgo) => local(noon(daysAgo)).slice(0, 10);

for (const kind of databases) {
  describe(kind, () => {
    let server;
    before(async () => {
      server = await serve({ kind });
    });
    after(() => server.end());
    const added = async (who, key, body) => expect(await who.put(`/workouts/${key}`, body), 200).added;
    const home = async (who, more = '') => expect(await who.get(`/home?today=${today()}${more}`), 200);

    test('a workout comes back as it was sent', async () => {
      const who = await signUp(server), key = newKey(), start = noon(0);
      const repetitions = [
        repetition(1, start, { side: 'left', faults: ['knees_in', 'heels_up'] }),
        repetition(2, start, { counted: false, reason: 'too_shallow', range_deg: 41.5 }),
        repetition(3, start, { side: 'right', set: 2, down_ms: 0, up_ms: 600000, range_deg: 0 }),
      ];
      const sets = [{ number: 1, started_at: local(start), ended_at: local(start + 60000) }, { number: 2, started_at: local(start + 90000), ended_at: null }];
      const body = batch(start, 0, { sets, repetitions, finished_at: local(start + 120000) });
      assert.equal(await added(who, key, body), 3);
      assert.deepEqual(expect(await who.get(`/workouts/${key}`), 200), { key, day: dayOf(0), ...body });
      const { workouts, more } = expect(await who.get('/workouts'), 200);
      assert.equal(more, false);
      assert.deepEqual(workouts, [{ key, exercise: 'squat', started_at: body.started_at, finished_at: body.finished_at, day: dayOf(0), sets: 2, repetitions: 2, clean: 1, rejected: 1 }]);
    });

    test('sent again, late, in parts, in any order: each counts once', async () => {
      const who = await signUp(server), key = newKey(), start = noon(1);
      const all = batch(start, 30);
      const part = (from, to, more) => ({ ...all, repetitions: all.repetitions.slice(from, to), ...more });
      assert.equal(await added(who, key, part(20, 30)), 10);
      assert.equal(await added(who, key, part(0, 10)), 10);
      assert.equal(await added(who, key, part(0, 10)), 0);
      assert.equal(await added(who, key, part(5, 25)), 10);
      assert.equal(await added(who, key, part(0, 0, { finished_at: local(start + HOUR) })), 0);
      assert.equal(await added(who, key, { ...all, sets: [{ ...all.sets[0], ended_at: local(start + HOUR) }] }), 0);
      const altered = { ...all, repetitions: all.repetitions.map((r) => ({ ...r, counted: false, reason: 'too_shallow' })) };
      assert.equal(await added(who, key, altered), 0);
      const workout = expect(await who.get(`/workouts/${key}`), 200);
      assert.deepEqual(workout.repetitions, all.repetitions);
      assert.deepEqual([workout.finished_at, workout.sets[0].ended_at], [local(start + HOUR), local(start + HOUR)]);
      const [total] = (await home(who)).totals;
      assert.deepEqual(total, { day: dayOf(1), exercise: 'squat', repetitions: 30, clean: 30, rejected: 0, active_s: 60 });
    });

    test('a key is one workout', async () => {
      const who = await signUp(server), key = newKey(), start = noon(0);
      assert.equal(await added(who, key, batch(start, 2)), 2);
      expect(await who.put(`/workouts/${key}`, batch(start, 4, { exercise: 'dumbbell_curl' })), 409, 'conflict');
      expect(await who.put(`/workouts/${key}`, batch(start + 1, 4)), 409, 'conflict');
      assert.equal(expect(await who.get(`/workouts/${key}`), 200).repetitions.length, 2);
    });

    test('another member\'s workout is not there', async () => {
      const owner = await signUp(server), other = await signUp(server), key = newKey();
      assert.equal(await added(owner, key, batch(noon(0), 5)), 5);
      expect(await other.get(`/workouts/${key}`), 404, 'not_found');
      expect(await other.delete(`/workouts/${key}`), 404, 'not_found');
      assert.equal(await added(other, key, batch(noon(0), 2)), 2); // the key is the other's own, too
      assert.equal(expect(await owner.get(`/workouts/${key}`), 200).repetitions.length, 5);
      assert.deepEqual([(await home(owner)).totals[0].repetitions, (await home(other)).totals[0].repetitions], [5, 2]);
    });

    test('what a batch does not take, and then nothing of it is stored', async () => {
      const who = await signUp(server), key = newKey(), start = noon(0);
      const refuse = async (status, body, says) => expect(await who.put(`/workouts/${key}`, body), status, says);
      const rep = (more) => batch(start, 3, { repetitions: [repetition(1, start), { ...repetition(2, start), ...more }] });
      const set = (more) => batch(start, 1, { sets: [{ number: 1, started_at: local(start), ...more }] });
      const plan = (more) => batch(start, 1, { plan: { sets: 3, repetitions: 10, rest_s: 60, ...more } });
      await refuse(422, batch(start, 1, { exercise: 'planking' }), 'invalid_field exercise unknown_exercise');
      await refuse(422, batch(start, 1, { exercise: "squat'" }), 'invalid_field exercise unknown_exercise');
      for (const started_at of ['', '2026-11-22', '2026-11-22T10:00:00', '2026-11-22 10:00:00Z', '2026-02-30T10:00:00Z', '2026-11-22T10:00:00+25:00', '2026-11-22T24:00:00Z'])
        await refuse(422, batch(start, 1, { started_at }), 'invalid_field started_at not_a_time');
      for (const started_at of ['1999-12-31T23:59:59Z', local(Date.now() + 2 * DAY)])
        await refuse(422, batch(start, 1, { started_at }), 'invalid_field started_at out_of_range');
      await refuse(422, batch(start, 1, { finished_at: 'soon' }), 'invalid_field finished_at not_a_time');
      await refuse(422, plan({ sets: 101 }), 'invalid_field sets out_of_range');
      await refuse(422, plan({ repetitions: 1001 }), 'invalid_field repetitions out_of_range');
      await refuse(422, plan({ rest_s: -1 }), 'invalid_field rest_s out_of_range');
      await refuse(400, plan({ more: 1 }), 'bad_request more');
      await refuse(400, set({ number: 1.5 }), 'bad_request number');
      await refuse(422, set({ number: 0 }), 'invalid_field number out_of_range');
      await refuse(422, set({ ended_at: 'x' }), 'invalid_field ended_at not_a_time');
      await refuse(400, batch(start, 1, { sets: [1] }), 'bad_request sets');
      await refuse(422, batch(start, 1, { sets: Array.from({ length: 101 }, () => ({ number: 1, started_at: local(start) })) }), 'invalid_field sets too_long');
      await refuse(422, batch(start, 501), 'invalid_field repetitions too_long');
      for (const [more, says] of [
        [{ sequence: 0 }, 'sequence out_of_range'], [{ sequence: 100001 }, 'sequence out_of_range'], [{ set: 101 }, 'set out_of_range'],
        [{ at: 'now' }, 'at not_a_time'], [{ side: 'top' }, 'side not_allowed'], [{ reason: 'too_shallow' }, 'reason not_allowed'],
        [{ counted: false, reason: 'Too shallow' }, 'reason not_allowed'], [{ counted: false, reason: '' }, 'reason too_short'],
        [{ down_ms: 600001 }, 'down_ms out_of_range'], [{ up_ms: -1 }, 'up_ms out_of_range'], [{ range_deg: 360.5 }, 'range_deg out_of_range'],
        [{ faults: ['a', 'a'] }, 'faults not_allowed'], [{ faults: ['a b'] }, 'faults not_allowed'], [{ faults: [''] }, 'faults not_allowed'],
        [{ faults: ['x'.repeat(41)] }, 'faults not_allowed'], [{ faults: Array.from({ length: 11 }, (_, i) => 'abcdefghijk'[i]) }, 'faults too_long'],
        [{ faults: ["'; DROP TABLE repetitions"] }, 'faults not_allowed'],
      ]) await refuse(422, rep(more), `invalid_field ${says}`);
      for (const [more, field] of [
        [{ sequence: '2' }, 'sequence'], [{ sequence: 1e300 }, 'sequence'], [{ counted: 1 }, 'counted'], [{ counted: false }, 'reason'], [{ range_deg: '9' }, 'range_deg'],
        [{ faults: 'a' }, 'faults'], [{ faults: [1] }, 'faults'], [{ side: null }, 'side'], [{ weight: 10 }, 'weight'],
      ]) await refuse(400, rep(more), `bad_request ${field}`);
      expect(await who.put(`/workouts/${key.toUpperCase()}`, batch(start, 1)), 400, 'bad_request key');
      expect(await who.put(`/workouts/${key.slice(1)}`, batch(start, 1)), 400, 'bad_request key');
      expect(await who.get(`/workouts/${key}`), 404, 'not_found');
      assert.deepEqual((await home(who)).totals, []);
    });

    test('the largest batch there is', async () => {
      const who = await signUp(server), key = newKey(), start = noon(0);
      const faults = Array.from({ length: 10 }, (_, i) => 'abcdefghij'[i].repeat(40));
      const body = batch(start, 0, {
        sets: Array.from({ length: 100 }, (_, i) => ({ number: i + 1, started_at: local(start), ended_at: local(start + 1000) })),
        repetitions: Array.from({ length: 500 }, (_, i) => repetition(99501 + i, start - 3000 * 99501, { faults, set: 100 })),
      });
      assert.equal(await added(who, key, body), 500);
      assert.deepEqual(expect(await who.get(`/workouts/${key}`), 200).repetitions, body.repetitions);
      assert.equal((await home(who)).faults.length, 10);
    });

    test('a repetition belongs to its own day, on the member\'s clock', async () => {
      const who = await signUp(server), start = noon(2) + 11.9 * HOUR; // six minutes before midnight in Korea
      const at = (ms, offset) => local(ms, offset);
      const repetitions = [repetition(1, start), repetition(2, start, { at: at(start + 0.2 * HOUR, 9) }), repetition(3, start, { at: at(start + 0.2 * HOUR, 5) })];
      assert.equal(await added(who, newKey(), batch(start, 0, { repetitions })), 3);
      const { totals } = await home(who);
      assert.deepEqual(totals.map((t) => [t.day, t.repetitions]), [[dayOf(2), 2], [dayOf(1), 1]]);
    });

    test('deleting a workout takes it out of the charts', async () => {
      const who = await signUp(server), [one, two] = [newKey(), newKey()], start = noon(0);
      const faulty = { repetitions: [repetition(1, start, { faults: ['knees_in'] }), repetition(2, start, { counted: false, reason: 'too_fast' })] };
      await added(who, one, batch(start, 4));
      await added(who, two, batch(start + HOUR, 0, faulty));
      assert.deepEqual((await home(who)).totals, [{ day: dayOf(0), exercise: 'squat', repetitions: 5, clean: 4, rejected: 1, active_s: 10 }]);
      assert.deepEqual((await home(who)).faults, [{ day: dayOf(0), exercise: 'squat', fault: 'knees_in', amount: 1 }]);
      expect(await who.delete(`/workouts/${two}`), 204);
      expect(await who.delete(`/workouts/${two}`), 404, 'not_found');
      assert.deepEqual((await home(who)).totals, [{ day: dayOf(0), exercise: 'squat', repetitions: 4, clean: 4, rejected: 0, active_s: 8 }]);
      assert.deepEqual((await home(who)).faults, []);
      expect(await who.delete(`/workouts/${one}`), 204);
      assert.deepEqual((await home(who)).totals, []);
    });

    test('the history goes back page by page', async () => {
      const who = await signUp(server);
      const keys = Array.from({ length: 25 }, newKey);
      for (const [i, key] of keys.entries()) await added(who, key, batch(noon(i), 1));
      const seen = [];
      let query = '?limit=10';
      for (let page = 0; page < 3; page++) {
        const { workouts, more } = expect(await who.get(`/workouts${query}`), 200);
        assert.equal(more, page < 2);
        seen.push(...workouts.map((w) => w.key));
        query = `?limit=10&before=${encodeURIComponent(workouts.at(-1).started_at)}`;
      }
      assert.deepEqual(seen, keys);
      assert.equal(expect(await who.get('/workouts'), 200).workouts.length, 20);
      for (const bad of ['limit=0', 'limit=101']) expect(await who.get(`/workouts?${bad}`), 422, 'invalid_field limit out_of_range');
      for (const bad of ['limit=', 'limit=x', 'limit=-1', 'limit=1e1', 'limit=%00']) expect(await who.get(`/workouts?${bad}`), 400, 'bad_request limit');
      for (const bad of ['before=', 'before=yesterday', 'before=2026-11-22']) expect(await who.get(`/workouts?${bad}`), 400, 'bad_request before');
    });

    test('home has the days asked for, each exercise, the goals', async () => {
      const who = await signUp(server);
      for (const [daysAgo, exercise, count] of [[0, 'squat', 3], [0, 'dumbbell_curl', 2], [6, 'squat', 4], [7, 'squat', 5], [200, 'squat', 6]])
        await added(who, newKey(), batch(noon(daysAgo), count, { exercise }));
      const goals = { days_a_week: 2, repetitions_a_week: { squat: 50 } };
      expect(await who.patch('/me', { goals }), 200);
      const rows = (data) => data.totals.map((t) => [t.day, t.exercise, t.repetitions]);
      const ask = async (query) => expect(await who.get(`/home?today=${dayOf(0)}${query}`), 200);
      const week = await ask('&days=7');
      assert.deepEqual(rows(week), [[dayOf(6), 'squat', 4], [dayOf(0), 'dumbbell_curl', 2], [dayOf(0), 'squat', 3]]);
      assert.deepEqual([week.today, week.first_day, week.goals], [dayOf(0), dayOf(6), goals]);
      assert.equal(rows(await ask('&days=8')).length, 4);
      assert.equal(rows(await ask('')).length, 4);
      assert.equal(rows(await ask('&days=371')).length, 5);
      assert.deepEqual(rows(expect(await who.get(`/home?today=${dayOf(7)}&days=1`), 200)), [[dayOf(7), 'squat', 5]]);
      for (const bad of ['', 'today=', 'today=2026-13-01', 'today=now', 'today=1999-12-31', 'today=0001-01-01']) expect(await who.get(`/home?${bad}`), 400, 'bad_request today');
      assert.equal(expect(await who.get('/home?today=2000-01-01&days=371'), 200).first_day, '1998-12-27');
      for (const bad of ['0', '372']) expect(await who.get(`/home?today=${dayOf(0)}&days=${bad}`), 422, 'invalid_field days out_of_range');
    });

    test('streaks and records', async () => {
      const who = await signUp(server);
      const ask = async (daysAgo = 0) => expect(await who.get(`/records?today=${dayOf(daysAgo)}`), 200);
      assert.deepEqual(await ask(), { streak: { current_days: 0, longest_days: 0, longest_last_day: null, trained_days: 0 }, exercises: [] });
      for (const [daysAgo, count] of [[20, 3], [19, 9], [18, 9], [17, 1], [2, 4], [1, 5]]) await added(who, newKey(), batch(noon(daysAgo), count));
      await added(who, newKey(), batch(noon(1) + HOUR, 6, { exercise: 'dumbbell_curl' }));
      const { streak, exercises } = await ask();
      assert.deepEqual(streak, { current_days: 2, longest_days: 4, longest_last_day: dayOf(17), trained_days: 6 });
      assert.equal((await ask(-1)).streak.current_days, 0);
      assert.deepEqual(exercises.find((e) => e.exercise === 'squat'), { exercise: 'squat', total: 31, best_day: { day: dayOf(19), repetitions: 9 }, best_set: { day: dayOf(19), repetitions: 9 } });
      assert.deepEqual(exercises.map((e) => e.exercise).sort(), ['dumbbell_curl', 'squat']);
    });
  });
}
