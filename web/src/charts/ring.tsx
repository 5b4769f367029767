interface RingProps {
  /** What it shows, for who does not see it. */
  label: string;
  done: number;
  goal: number;
  /** Under the figure. */
  caption: string;
  figure: string;
}

const RADIUS = 42;
const LENGTH = 2 * Math.PI * RADIUS;

/** How far one has come. More than the goal is a full ring. */
export function Ring({ label, done, goal, caption, figure }: RingProps) {
  const share = Math.min(1, done / goal);
  return (
    <div class={share === 1 ? 'ring full' : 'ring'} role="img" aria-label={label}>
      <svg viewBox="0 0 100 100" aria-hidden="true">
        <circle cx="50" cy="50" r={RADIUS} />
        {share > 0 && <circle class="filled" cx="50" cy="50" r={RADIUS} stroke-dasharray={`${(share * LENGTH).toFixed(1)} ${LENGTH.toFixed(1)}`} />}
      </svg>
      <p aria-hidden="true"><b>{figure}</b><span>{caption}</span></p>
    </div>
  );
}
