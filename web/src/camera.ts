/** The camera: opening it, its frames, one bitmap of the newest. */

export type CameraProblem = 'insecure' | 'denied' | 'no_camera' | 'camera_busy';

export class CameraError extends Error {
  constructor(readonly problem: CameraProblem, cause?: unknown) {
    super(problem, { cause });
  }
}

/** What a camera is asked for along the longer side; more pixels would only cost time. */
const MAX_SIDE = 640;
/** Some cameras have nothing smaller. */
const MAX_COPIED_SIDE = 1280;

const PROBLEMS: Record<string, CameraProblem> = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'no_camera',
  OverconstrainedError: 'no_camera',
  NotReadableError: 'camera_busy',
  AbortError: 'camera_busy',
};

export interface Camera {
  stream: MediaStream;
  /** A camera that faces the person is shown as a mirror. */
  mirrored: boolean;
}

/** side: how long the longer side of its frames should be. */
export async function openCamera(side = MAX_SIDE): Promise<Camera> {
  if (!navigator.mediaDevices) throw new CameraError(window.isSecureContext ? 'no_camera' : 'insecure');
  try {
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { facingMode: 'user', width: { ideal: side }, height: { ideal: side * 0.75 }, frameRate: { ideal: 30 } },
    });
    const facing = stream.getVideoTracks()[0]?.getSettings().facingMode;
    return { stream, mirrored: facing !== 'environment' };
  } catch (error) {
    const name = error instanceof Error || error instanceof DOMException ? error.name : '';
    throw new CameraError(PROBLEMS[name] ?? 'no_camera', error);
  }
}

export function closeCamera(camera: Camera): void {
  for (const track of camera.stream.getTracks()) track.stop();
}

/** Calls back for each frame the camera delivers, with its time; returns what stops it. */
export function watchFrames(video: HTMLVideoElement, onFrame: (media_ms: number) => void): () => void {
  let stopped = false;
  if ('requestVideoFrameCallback' in video) {
    const next: VideoFrameRequestCallback = (_now, { mediaTime }) => {
      if (stopped) return;
      onFrame(mediaTime * 1000);
      video.requestVideoFrameCallback(next);
    };
    video.requestVideoFrameCallback(next);
  } else {
    const next = () => {
      if (stopped) return;
      const element = video as HTMLVideoElement; // TypeScript thinks every video has the callback above
      if (element.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA) onFrame(element.currentTime * 1000);
      requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  }
  return () => {
    stopped = true;
  };
}

export type Picture = ImageBitmap | VideoFrame;

/** What the video shows now. An upright frame goes as it is, the Worker can then copy its pixels out: painting each into a
 *  bitmap makes Chromium without a GPU keep hundreds of megabytes of painted frames, and shrinking one takes it 30 ms. What is
 *  larger still, or cannot be copied, becomes a bitmap, MAX_SIDE long at most. */
export async function snapshot(video: HTMLVideoElement): Promise<Picture> {
  const { videoWidth: width, videoHeight: height } = video;
  const side = Math.max(width, height);
  const frame = side <= MAX_COPIED_SIDE ? frameOf(video) : null;
  if (frame) return frame;
  const scale = MAX_SIDE / side;
  if (scale >= 1) return createImageBitmap(video);
  return createImageBitmap(video, {
    resizeWidth: Math.round(width * scale),
    resizeHeight: Math.round(height * scale),
    resizeQuality: 'medium',
  });
}

/** null: this browser has no such frames, or the video shows its frames turned or stretched. */
function frameOf(video: HTMLVideoElement): VideoFrame | null {
  if (!('VideoFrame' in globalThis)) return null;
  const frame = new VideoFrame(video);
  const { rotation } = frame as { rotation?: number }; // newer than TypeScript's library
  const asShown = frame.visibleRect?.width === video.videoWidth && frame.visibleRect.height === video.videoHeight;
  if (asShown && !rotation) return frame;
  frame.close();
  return null;
}
