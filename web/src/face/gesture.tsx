import type { FaceAsk, FaceStep } from '../api/types';

export type Move = FaceStep | 'straight';

/** An enrolment's half-turn is drawn as a login's turn. */
export const moveOf = (ask: FaceAsk): Move => (ask === 'straight' ? 'straight' : (`turn_${ask}` as const));

/** Drawn as in a mirror: the person's left is the picture's left. */
const ARROWS: Partial<Record<Move, string>> = {
  turn_left: 'M38 82H10M10 82l14-14M10 82l14 14',
  turn_right: 'M122 82h28M150 82l-14-14M150 82l-14 14',
  look_up: 'M80 34V8M80 8 66 22M80 8l14 14',
  move_closer: 'M44 44 29 29M29 29h15M29 29v15M116 44l15-15M131 29h-15M131 29v15M44 120l-15 15M29 135h15M29 135v-15M116 120l15 15M131 135h-15M131 135v-15',
};

/** A head that shows the movement; still, it shows where the movement goes. */
export function Gesture({ move }: { move: Move }) {
  const arrow = ARROWS[move];
  return (
    <svg class="gesture" data-move={move} viewBox="0 0 160 160" aria-hidden="true">
      {arrow && <path class="arrow" d={arrow} />}
      <g class="head">
        <ellipse cx="80" cy="84" rx="33" ry="42" />
        <g class="features">
          {move === 'blink' ? <path class="lids" d="M61 78q6 5 12 0M87 78q6 5 12 0" /> : <path class="eyes" d="M67 77v.1M93 77v.1" />}
          <path d="M80 81v12h-4" />
          {move === 'open_mouth' ? <ellipse class="mouth" cx="80" cy="109" rx="9" ry="10" /> : <path d="M71 108q9 6 18 0" />}
        </g>
      </g>
    </svg>
  );
}
