import { useEffect, useRef } from 'preact/hooks';
import { build, type Figure, type Movement, type Point, poseAt, turnTime } from './stick';
import './figure.css';

/** Half from the side: neither a bent knee nor a bent elbow hides behind itself. */
const VIEW_DEG = 62;
const SCALE = 100; // units of the drawing a metre
const PATHS = ['far', 'far', 'body', 'near', 'near'] as const;

const at = ({ x, y }: Point) => `${(x * SCALE).toFixed(1)} ${(-y * SCALE).toFixed(1)}`;
const path = (line: Point[]) => `M${line.map(at).join('L')}`;
const figureAt = (movement: Movement, t_ms: number) => build(poseAt(movement, t_ms), VIEW_DEG);

/** The exercise, drawn in motion; where motion is not wanted, its turn over its beginning. The exercise's name stands beside
 *  it, so it says nothing itself. */
export function Demonstration({ movement }: { movement: Movement }) {
  const group = useRef<SVGGElement>(null);
  const turn_ms = turnTime(movement);

  useEffect(() => {
    const still = window.matchMedia('(prefers-reduced-motion: reduce)');
    let frame = 0;
    const step = (now_ms: number) => {
      paint(group.current!, figureAt(movement, now_ms));
      frame = requestAnimationFrame(step);
    };
    const follow = () => {
      cancelAnimationFrame(frame);
      if (still.matches) paint(group.current!, figureAt(movement, turn_ms));
      else frame = requestAnimationFrame(step);
    };
    follow();
    still.addEventListener('change', follow);
    return () => {
      cancelAnimationFrame(frame);
      still.removeEventListener('change', follow);
    };
  }, [movement]);

  return (
    <svg class="demonstration" viewBox="-80 -185 160 195" aria-hidden="true">
      <path class="ground" d="M-70 2H70" />
      <g class="ghost"><Sticks figure={figureAt(movement, 0)} /></g>
      <g ref={group}><Sticks figure={figureAt(movement, turn_ms)} /></g>
    </svg>
  );
}

function Sticks({ figure }: { figure: Figure }) {
  return (
    <>
      {figure.lines.map((line, i) => <path key={i} class={PATHS[i]} d={path(line)} />)}
      <circle class="head" cx={figure.head.x * SCALE} cy={-figure.head.y * SCALE} r="11" />
    </>
  );
}

/** Past Preact: sixty times a second. */
function paint(group: SVGGElement, { lines, head }: Figure): void {
  for (const [i, line] of lines.entries()) group.children[i]!.setAttribute('d', path(line));
  const circle = group.lastElementChild!;
  circle.setAttribute('cx', String(head.x * SCALE));
  circle.setAttribute('cy', String(-head.y * SCALE));
}
