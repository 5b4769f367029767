import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

const LIBRARIES = { Preact: 'preact/LICENSE', 'Chart.js': 'chart.js/LICENSE.md', '@kurkle/color': '@kurkle/color/LICENSE.md' };

/** Publishes NOTICE and the licence texts of the libraries inside the page's scripts, as those licences ask. */
export function licenses(repository: string): Plugin {
  return {
    name: 'aifit-licenses',
    generateBundle() {
      const texts = Object.entries(LIBRARIES).map(([name, file]) => `${name}\n\n${readFileSync(`${repository}/node_modules/${file}`, 'utf8')}`);
      const source = [readFileSync(`${repository}/NOTICE`, 'utf8'), ...texts].join('\n\n');
      this.emitFile({ type: 'asset', fileName: 'licenses.txt', source });
    },
  };
}
