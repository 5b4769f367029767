import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

/** Publishes NOTICE and the licence text of the library inside the page's script, as that licence asks. */
export function licenses(repository: string): Plugin {
  return {
    name: 'aifit-licenses',
    generateBundle() {
      const texts = ['NOTICE', 'node_modules/preact/LICENSE'].map((file) => readFileSync(`${repository}/${file}`, 'utf8'));
      this.emitFile({ type: 'asset', fileName: 'licenses.txt', source: texts.join('\n\nPreact\n\n') });
    },
  };
}
