import type { FaceAsk, FaceStep } from '../api/types';

export type Move = FaceStep | 'straight' | 'left' | 'right';

/** An enrolment's half-turn is drawn as a login's turn. */
export const moveOf = (ask: FaceAsk): Move => (ask === 'straight' ? 'straight' : (`turn_${ask}` as const));

/** Drawn as in a mirror: the person's left is the picture's left. */
const ARROWS: Partial<Record<Move, string>> = {
  turn_left: 'M44 22C32 26 22 36 16 50M16 50l2-15M16 50l13-8',
  turn_right: 'M116 22c12 4 22 14 28 28M144 50l-2-15M144 50l-13-8',
  look_up: 'M80 34V6M80 6 68 19M80 6l12 13',
  move_closer: 'M26 28 10 12M10 12h14M10 12v14M134 28l16-16M150 12h-14M150 12v14M26 132l-16 16M10 148h14M10 148v-14M134 132l16 16M150 148h-14M150 148v-14',
};

/** A head that shows the movement; still, it shows where the movement goes. */
export function Gesture({ move }: { move: Move }) {
  const arrow = ARROWS[move];
  return (
    <svg class="gesture" data-move={move} viewBox="0 0 160 160" aria-hidden="true">
      {arrow && <path class="arrow" d={arrow} />}
      <g class="head">
        <ellipse class="skull" cx="80" cy="88" rx="43" ry="54" />
        <g class="features">
          {move === 'blink' ? <path class="lids" d="M55 82q8 6 16 0M89 82q8 6 16 0" /> : <path class="eyes" d="M63 80v.1M97 80v.1" />}
          <path d="M80 84v16h-5" />
          {move === 'open_mouth' ? <ellipse class="mouth" cx="80" cy="121" rx="11" ry="13" /> : <path d="M68 119q12 8 24 0" />}
        </g>
      </g>
    </svg>
  );
}
