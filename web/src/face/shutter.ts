/** Pictures for the server: what the video shows, as a JPEG of a bounded size. */

export interface PictureLimits {
  /** Pixels of the longer side. */
  side: number;
  bytes: number;
}

const BEST_QUALITY = 0.85;
const LEAST_QUALITY = 0.5;
const STEP = 0.85; // of quality first, then of size

export class Shutter {
  private readonly canvas = document.createElement('canvas');
  private readonly context = this.canvas.getContext('2d', { alpha: false, willReadFrequently: true })!;
  private quality = BEST_QUALITY;
  private side: number;

  constructor(private readonly limits: PictureLimits) {
    this.side = limits.side;
  }

  /** null: the video shows nothing yet. What fits is remembered: the next picture is much like this one. */
  async take(video: HTMLVideoElement): Promise<Blob | null> {
    const { videoWidth, videoHeight } = video;
    if (!videoWidth || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return null;
    for (;;) {
      const scale = Math.min(1, this.side / Math.max(videoWidth, videoHeight));
      this.canvas.width = Math.round(videoWidth * scale);
      this.canvas.height = Math.round(videoHeight * scale);
      this.context.drawImage(video, 0, 0, this.canvas.width, this.canvas.height);
      const picture = await new Promise<Blob | null>((resolve) => this.canvas.toBlob(resolve, 'image/jpeg', this.quality));
      if (!picture || picture.size <= this.limits.bytes) return picture;
      if (this.quality > LEAST_QUALITY) this.quality *= STEP;
      else this.side *= STEP;
    }
  }
}
