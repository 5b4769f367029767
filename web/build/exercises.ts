import { readFileSync, readdirSync } from 'node:fs';
import type { Plugin } from 'vite';
import type { Listing } from '../src/catalog';
import type { Movement } from '../src/figure/stick';

/** What the build reads of an exercise file; the rest is the core's. */
export interface ExerciseFile {
  id: string;
  name: { ko: string; en: string };
  faults: { id: string; cue: { ko: string; en: string } }[];
  clips?: { keys: Movement; reps: number; faults?: string[] }[];
}

export function readExercises(repository: string): { file: string; source: string; exercise: ExerciseFile }[] {
  const folder = `${repository}/exercises`;
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => {
      const source = readFileSync(`${folder}/${file}`, 'utf8');
      return { file, source, exercise: JSON.parse(source) as ExerciseFile };
    });
}

/** How it is done right: the first of the file's own clips that counts and has no fault. */
function demonstration({ clips = [] }: ExerciseFile): Movement | null {
  return clips.find(({ reps, faults = [] }) => reps > 0 && faults.length === 0)?.keys ?? null;
}

function describe(file: string, exercise: ExerciseFile): Listing {
  const faults = exercise.faults.map(({ id, cue }) => ({ id, text: cue }));
  return { id: exercise.id, name: exercise.name, url: `/exercises/${file}`, faults, movement: demonstration(exercise) };
}

/** Publishes the exercise files and their list. */
export function exercises(repository: string): Plugin {
  return {
    name: 'aifit-exercises',
    generateBundle() {
      const all = readExercises(repository);
      if (all.length === 0) throw new Error('exercises/ holds no exercise');
      for (const { file, source } of all) this.emitFile({ type: 'asset', fileName: `exercises/${file}`, source });
      const list = all.map(({ file, exercise }) => describe(file, exercise));
      this.emitFile({ type: 'asset', fileName: 'exercises/index.json', source: JSON.stringify(list) });
    },
  };
}
