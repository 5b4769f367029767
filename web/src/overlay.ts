/** Draws the tracked body over the video. The canvas has the video's proportions and is laid over it by the same CSS. */

/** Bones of the 33-point body (indices of fit_landmark); the face is left alone. */
const BONES: readonly (readonly [number, number])[] = [
  [11, 12], [11, 13], [13, 15], [12, 14], [14, 16], // arms
  [11, 23], [12, 24], [23, 24], // trunk
  [23, 25], [25, 27], [24, 26], [26, 28], // legs
  [27, 29], [29, 31], [27, 31], [28, 30], [30, 32], [28, 32], // feet
];
const JOINTS = [...new Set(BONES.flat())];

const MAX_SIDE = 1280;

export type Mood = 'calm' | 'fault';
const COLOURS: Record<Mood, string> = { calm: '#ffd60a', fault: '#ff8078' };

export class Overlay {
  constructor(private readonly canvas: HTMLCanvasElement) {}

  /** landmarks: x, y, z, visibility each, in pixels of a frame of width x height. */
  draw(landmarks: Float32Array | null, width: number, height: number, mood: Mood): void {
    const { canvas } = this;
    const context = canvas.getContext('2d')!;
    // More pixels than the frame has, so that lines stay crisp where it is shown enlarged; but not more than show.
    const scale = Math.min(2, Math.max(1, MAX_SIDE / Math.max(width, height)));
    const [columns, rows] = [Math.round(width * scale), Math.round(height * scale)];
    if (canvas.width !== columns || canvas.height !== rows) {
      canvas.width = columns;
      canvas.height = rows;
    }
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, width, height);
    if (!landmarks) return;
    const unit = Math.max(width, height) / 160;
    const x = (i: number) => landmarks[i * 4]!;
    const y = (i: number) => landmarks[i * 4 + 1]!;
    const visibility = (i: number) => landmarks[i * 4 + 3]!;

    context.lineCap = 'round';
    context.strokeStyle = COLOURS[mood];
    context.lineWidth = unit * 1.3;
    for (const [a, b] of BONES) {
      context.globalAlpha = Math.min(visibility(a), visibility(b));
      context.beginPath();
      context.moveTo(x(a), y(a));
      context.lineTo(x(b), y(b));
      context.stroke();
    }
    context.fillStyle = '#ffffff';
    for (const i of JOINTS) {
      context.globalAlpha = visibility(i);
      context.beginPath();
      context.arc(x(i), y(i), unit, 0, 2 * Math.PI);
      context.fill();
    }
    context.globalAlpha = 1;
  }
}
