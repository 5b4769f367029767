/** What the trainer sees: a body as joints and bones, in motion, and the angle it watches. Drawn, so that no photo is needed. */
export function Figure() {
  return (
    <svg class="figure" viewBox="0 0 320 360" aria-hidden="true">
      <g class="frame">
        <path d="M20 60V20h40M260 20h40v40M300 300v40h-40M60 340H20v-40" />
      </g>
      <g class="bones">
        <path d="M128 118 206 152M128 118 96 214M96 214 192 226M192 226 168 318M168 318 206 318M206 152 262 142" />
        <circle class="head" cx="138" cy="76" r="25" />
        <path class="angle" d="M158.3 221.800A34 34 0 0 0 183.4 258.9" />
        {JOINTS.map(([x, y]) => <circle key={`${x} ${y}`} class="joint" cx={x} cy={y} r="7" />)}
      </g>
    </svg>
  );
}

const JOINTS = [[128, 118], [206, 152], [262, 142], [96, 214], [192, 226], [168, 318]] as const;
