/** Whether something moves before the camera. Where nobody stands, nothing is sent to the server: a camera at a door is on
 *  all night. Nothing about faces is decided here. */

const WIDTH = 16;
const HEIGHT = 12;
/** Of 255 levels: more than a camera's noise, once a cell is the mean of hundreds of pixels. */
const DIFFERENCE = 14;
const CELLS = 3;

export class Stir {
  private readonly canvas = Object.assign(document.createElement('canvas'), { width: WIDTH, height: HEIGHT });
  private readonly context = this.canvas.getContext('2d', { alpha: false, willReadFrequently: true })!;
  private before: number[] | null = null;

  /** Compared with the last call; the first sees nothing. */
  moved(video: HTMLVideoElement): boolean {
    this.context.imageSmoothingQuality = 'high';
    this.context.drawImage(video, 0, 0, WIDTH, HEIGHT);
    const { data } = this.context.getImageData(0, 0, WIDTH, HEIGHT);
    const now = Array.from({ length: WIDTH * HEIGHT }, (_, i) => (data[4 * i]! + 2 * data[4 * i + 1]! + data[4 * i + 2]!) / 4);
    const { before } = this;
    this.before = now;
    return before !== null && now.filter((value, i) => Math.abs(value - before[i]!) > DIFFERENCE).length >= CELLS;
  }
}
