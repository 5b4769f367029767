/** The one readback of a frame. */
import type { Picture } from '../camera';

/** RGBA, rows dense. */
export interface Pixels {
  data: Uint8ClampedArray;
  width: number;
  height: number;
}

let copiesFrames = true;
let copied: Pixels | null = null;
let canvas: OffscreenCanvas | null = null;

/** The pixels of picture, which is closed; they hold until the next call. */
export async function readBack(picture: Picture): Promise<Pixels> {
  try {
    return (await copyOut(picture)) ?? draw(picture);
  } finally {
    picture.close();
  }
}

/** null: not a frame that can be copied out, in this browser. */
async function copyOut(picture: Picture): Promise<Pixels | null> {
  if (!copiesFrames || !('copyTo' in picture)) return null;
  const { displayWidth: width, displayHeight: height } = picture;
  if (copied?.width !== width || copied.height !== height) {
    copied = { data: new Uint8ClampedArray(width * height * 4), width, height };
  }
  try {
    const planes = await picture.copyTo(copied.data, { format: 'RGBA' } as VideoFrameCopyToOptions); // newer than TypeScript's library
    copiesFrames = planes.length === 1 && planes[0]!.stride === width * 4; // else the browser does not know the option
  } catch {
    copiesFrames = false;
  }
  return copiesFrames ? copied : null;
}

function draw(picture: Picture): Pixels {
  const width = 'displayWidth' in picture ? picture.displayWidth : picture.width;
  const height = 'displayHeight' in picture ? picture.displayHeight : picture.height;
  if (canvas?.width !== width || canvas.height !== height) canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { willReadFrequently: true, alpha: false })!;
  context.drawImage(picture, 0, 0);
  return context.getImageData(0, 0, width, height);
}
