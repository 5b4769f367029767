// Photos as members send them, and as attackers do.
import { execFileSync } from 'node:child_process';

const made = new Map();

// A JPEG of that size: the left half red, the right one blue; on a gradient from top to bottom.
export function jpeg(width, height) {
  const key = `${width} ${height}`;
  if (!made.has(key)) {
    const picture = `color=black:s=64x64,format=rgb24,geq=r='if(lt(X,W/2),255,0)':g='255*Y/H':b='if(lt(X,W/2),0,255)',scale=${width}:${height}:flags=neighbor`;
    made.set(key, execFileSync('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', picture, '-frames:v', '1', '-q:v', '2', '-f', 'mjpeg', '-'], { maxBuffer: 1 << 26 }));
  }
  return made.get(key);
}

// The same bytes with an EXIF orientation, and a comment that must not survive.
export function withExif(photo, orientation) {
  const tiff = Buffer.from([0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0]);
  const segment = (marker, body) => {
    const head = Buffer.from([0xff, marker, 0, 0]);
    head.writeUInt16BE(body.length + 2, 2);
    return Buffer.concat([head, body]);
  };
  const exif = segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0'), tiff]));
  return Buffer.concat([photo.subarray(0, 2), exif, segment(0xfe, Buffer.from('taken at home')), photo.subarray(2)]);
}

// Width and height from the frame header.
export function sizeOf(photo) {
  for (let at = 2; at < photo.length; at += 2 + photo.readUInt16BE(at + 2)) {
    const marker = photo[at + 1];
    if (marker >= 0xc0 && marker <= 0xc2) return [photo.readUInt16BE(at + 7), photo.readUInt16BE(at + 5)];
  }
  throw new Error('no frame');
}

// The header claims a size that its few bytes do not have.
export function bomb(width, height) {
  const photo = Buffer.from(jpeg(40, 30));
  for (let at = 2; at < photo.length; at += 2 + photo.readUInt16BE(at + 2))
    if (photo[at + 1] === 0xc0) {
      photo.writeUInt16BE(height, at + 5);
      photo.writeUInt16BE(width, at + 7);
      return photo;
    }
  throw new Error('no frame');
}

// RGB of the pixel at a share of width and height.
export function pixel(photo, x, y) {
  const [width, height] = sizeOf(photo);
  const raw = execFileSync('ffmpeg', ['-v', 'error', '-i', '-', '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-'], { input: photo, maxBuffer: 1 << 26 });
  const at = (Math.floor(y * height) * width + Math.floor(x * width)) * 3;
  return [...raw.subarray(at, at + 3)];
}

export const png = Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000a49444154789c6360000002000154a24f5f0000000049454e44ae426082', 'hex');
