// What a module's trainer makes of stored landmarks.
import { page } from './core.mjs';

/** Plays poses, as the trainer gets them, to an engine; the answer has the shape of the program's. exercise: its file's bytes. */
export function replay(core, exercise, poses) {
  const [header, ...frames] = poses.trim().split('\n').map((line) => JSON.parse(line));
  const engine = new page.Engine(core);
  engine.setExercise(exercise);
  const ids = engine.faults().map(({ id }) => id);
  const reps = [];
  const rejected = [];
  const faults = [];
  let count = 0;
  for (const frame of frames) {
    const view = engine.train(frame, header.width, header.height);
    count = view.count;
    for (const { kind, ...event } of view.events) {
      if (kind === 'rep' || kind === 'rep_end') reps[event.index] = event;
      else if (kind === 'rejected') rejected.push({ start_ms: event.start_ms, end_ms: event.end_ms, reason: event.reason });
      else faults.push({ id: ids[event.fault], t_ms: event.t_ms });
    }
  }
  engine.destroy();
  return { count, reps: reps.map(({ t_ms, ...rep }) => ({ ...rep, faults: rep.faults.map((fault) => ids[fault]) })), rejected, faults };
}
