import { readFileSync, readdirSync } from 'node:fs';
import type { Plugin } from 'vite';
import type { Listing } from '../src/catalog';

/** What the build reads of an exercise file; the rest is the core's. */
export interface ExerciseFile {
  id: string;
  name: { ko: string; en: string };
  faults: { id: string; cue: { ko: string; en: string } }[];
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

/** Publishes the exercise files and their list. */
export function exercises(repository: string): Plugin {
  return {
    name: 'aifit-exercises',
    generateBundle() {
      const all = readExercises(repository);
      if (all.length === 0) throw new Error('exercises/ holds no exercise');
      for (const { file, source } of all) this.emitFile({ type: 'asset', fileName: `exercises/${file}`, source });
      const list: Listing[] = all.map(({ file, exercise: { id, name } }) => ({ id, name, url: `/exercises/${file}` }));
      this.emitFile({ type: 'asset', fileName: 'exercises/index.json', source: JSON.stringify(list) });
    },
  };
}
