/** Short texts with dots between them; where a line ends, no dot is left over. */
export function Parts({ of }: { of: string[] }) {
  return <span class="parts">{of.map((text) => <span key={text}>{text}</span>)}</span>;
}
