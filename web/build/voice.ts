import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import type { Plugin } from 'vite';
import type { Language } from '../src/engine/aifit';
import { messages, spokenPhrases } from '../src/i18n';
import { spokenFacePhrases } from '../src/i18n/spoken';
import { CLIP_COUNTS, clipPath } from '../src/voice/clip';
import { countWord } from '../src/voice/numbers';
import { readExercises } from './exercises';

const run = promisify(execFile);
const LANGUAGES: Language[] = ['ko', 'en'];
const AT_ONCE = 4; // programs; each takes some 50 ms

/** Every phrase that the page may speak. */
function phrases(repository: string, language: Language): Set<string> {
  const counts = Array.from({ length: CLIP_COUNTS }, (_, i) => countWord(i + 1, language));
  const faults = readExercises(repository).flatMap(({ exercise }) => exercise.faults.map((fault) => fault.cue[language]));
  return new Set([...counts, ...spokenPhrases(messages[language]), ...spokenFacePhrases(language), ...faults]);
}

/** One phrase to a small MP3 (which every browser decodes); written under another name first, so that a broken run leaves
 *  no half file. 165 words a minute is brisk enough for counting. */
async function record(text: string, language: Language, file: string): Promise<void> {
  const wave = `${file}.wav`;
  const partial = `${file}.partial.mp3`;
  await run('espeak-ng', ['-v', language, '-s', '165', '-w', wave, text]);
  await run('ffmpeg', ['-v', 'error', '-y', '-i', wave, '-af', 'silenceremove=start_periods=1:start_threshold=-50dB',
    '-ac', '1', '-ar', '22050', '-b:a', '24k', '-map_metadata', '-1', '-write_xing', '0', partial]);
  renameSync(partial, file);
}

async function clip(text: string, language: Language, cache: string): Promise<{ fileName: string; source: Buffer }> {
  const path = clipPath(text, language);
  const file = `${cache}${path}`;
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true });
    await record(text, language, file);
  }
  return { fileName: path.slice(1), source: readFileSync(file) };
}

/** Clips for browsers without a voice, kept in build/clips from one build to the next. */
export function voice(repository: string): Plugin {
  return {
    name: 'aifit-voice',
    async generateBundle() {
      for (const language of LANGUAGES) {
        const texts = [...phrases(repository, language)];
        if (new Set(texts.map((text) => clipPath(text, language))).size !== texts.length) throw new Error('two phrases share a clip');
        for (let i = 0; i < texts.length; i += AT_ONCE) {
          const clips = texts.slice(i, i + AT_ONCE).map((text) => clip(text, language, `${repository}/build/clips`));
          for (const asset of await Promise.all(clips)) this.emitFile({ type: 'asset', ...asset });
        }
      }
    },
  };
}
