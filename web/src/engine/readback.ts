/** The one readback of a frame. */
import type { Picture } from '../camera';

/** Where the pixels of a frame of that size go: RGBA, rows dense. Asked for again where a first try failed. */
export type Room = (width: number, height: number) => Uint8Array;

let copiesFrames = true;
let canvas: OffscreenCanvas | null = null;

/** Puts the pixels of picture into room and closes it. */
export async function readBack(picture: Picture, room: Room): Promise<void> {
  try {
    if (!(await copyOut(picture, room))) draw(picture, room);
  } finally {
    picture.close();
  }
}

/** false: not a frame that can be copied out, in this browser. That the frame is upright and not stretched is up to whoever took
 *  it (camera.ts). */
async function copyOut(picture: Picture, room: Room): Promise<boolean> {
  if (!copiesFrames || !('copyTo' in picture)) return false;
  const { displayWidth: width, displayHeight: height } = picture;
  const pixels = room(width, height);
  try {
    const planes = await picture.copyTo(pixels, { format: 'RGBA' } as VideoFrameCopyToOptions); // newer than TypeScript's library
    copiesFrames = planes.length === 1 && planes[0]!.stride === width * 4; // else the browser does not know the option
  } catch {
    copiesFrames = false;
  }
  return copiesFrames;
}

function draw(picture: Picture, room: Room): void {
  const width = 'displayWidth' in picture ? picture.displayWidth : picture.width;
  const height = 'displayHeight' in picture ? picture.displayHeight : picture.height;
  if (canvas?.width !== width || canvas.height !== height) canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { willReadFrequently: true, alpha: false })!;
  context.drawImage(picture, 0, 0);
  room(width, height).set(context.getImageData(0, 0, width, height).data);
}
