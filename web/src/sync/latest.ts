import type { WorkoutRecord } from '../api/types';

/** The workout that this page has just finished: its result can be shown before, and without, the server. */
export const latest: { record: WorkoutRecord | null } = { record: null };
