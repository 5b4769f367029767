// The first column is words, the others are figures.
export function printTable(head, rows) {
  const lines = [head, ...rows];
  const widths = head.map((_, k) => Math.max(...lines.map((line) => line[k].length)));
  for (const line of lines) console.log(line.map((cell, k) => (k ? cell.padStart(widths[k]) : cell.padEnd(widths[k]))).join('  '));
  console.log();
}
