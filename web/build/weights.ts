import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

const DETECTOR = 'pose_detection.tflite';
const LANDMARK = { lite: 'pose_landmark_lite.tflite', full: 'pose_landmark_full.tflite', heavy: 'pose_landmark_heavy.tflite' };

interface Manifest {
  models: { file: string; length: number; sha256: string }[];
}

/** Puts the verified weights beside the page, under names that hold their hash, so that they may be cached for ever; the
 *  page learns where they are, and how long, from "virtual:weights". */
export function weights(repository: string): Plugin {
  const { models } = JSON.parse(readFileSync(`${repository}/models/manifest.json`, 'utf8')) as Manifest;
  const describe = (file: string) => {
    const model = models.find((m) => m.file === file);
    if (!model) throw new Error(`models/manifest.json lists no ${file}`);
    return { url: `/assets/${file.replace('.tflite', '')}-${model.sha256.slice(0, 8)}.tflite`, bytes: model.length };
  };
  const all = [DETECTOR, ...Object.values(LANDMARK)];
  return {
    name: 'aifit-weights',
    resolveId: (id) => (id === 'virtual:weights' ? '\0weights' : null),
    load(id) {
      if (id !== '\0weights') return null;
      const landmark = Object.fromEntries(Object.entries(LANDMARK).map(([name, file]) => [name, describe(file)]));
      return `export const detector = ${JSON.stringify(describe(DETECTOR))};\nexport const landmark = ${JSON.stringify(landmark)};`;
    },
    generateBundle() {
      for (const file of all) {
        const source = readFileSync(`${repository}/build/models/${file}`);
        this.emitFile({ type: 'asset', fileName: describe(file).url.slice(1), source });
      }
    },
  };
}
