// Node's side of the race in the browser: one page, one thread.
import { addScripts, TFJS_SCRIPTS, withPage } from '../../tools/reference/browser.mjs';
import { median } from '../median.mjs';

// rows: of rows.mjs. Returns { version, results: [{ name, isa, ms: { runtime: median }, ratio: { peer: median of ours / peer,
// round by round }, difference: { peer: share } }] }.
export async function raceInBrowser(rows, { rounds, onRow = () => {} }) {
  return withPage(async (page) => {
    await addScripts(page, TFJS_SCRIPTS);
    const results = [];
    for (const row of rows) {
      const { isa, ms, difference } = await page.evaluate(async ([r, n]) => (await import('/bench/browser/page.mjs')).race(r, n), [row, rounds]);
      const medians = Object.fromEntries(Object.entries(ms).map(([name, values]) => [name, median(values)]));
      const ratio = Object.fromEntries(row.peers.map((peer) => [peer, median(ms.ours.map((v, k) => v / ms[peer][k]))]));
      const result = { name: row.name, isa, ms: medians, ratio, difference };
      onRow(result);
      results.push(result);
    }
    return { version: `Chromium ${page.context().browser()?.version() ?? ''}`.trim(), results };
  });
}
