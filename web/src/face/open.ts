/** A camera that is waited for: allowed later, plugged in later. */
import { type Camera, CameraError, type CameraProblem, closeCamera, openCamera } from '../camera';
import { type Occasion, wait } from './wait';

async function cameraOccasions(): Promise<Occasion[]> {
  const occasions: Occasion[] = [];
  if (navigator.mediaDevices) occasions.push([navigator.mediaDevices, 'devicechange']);
  try {
    occasions.push([await navigator.permissions.query({ name: 'camera' as PermissionName }), 'change']);
  } catch {
    // this browser does not tell
  }
  return occasions;
}

/** Opens the camera and shows it in the video. Where that fails, says why and tries again as soon as something about
 *  cameras changes, or at `again`. */
export async function awaitCamera(
  video: HTMLVideoElement, side: number, signal: AbortSignal, again: Occasion, onProblem: (problem: CameraProblem) => void,
): Promise<Camera> {
  for (;;) {
    try {
      const camera = await openCamera(side);
      if (signal.aborted) closeCamera(camera);
      signal.throwIfAborted();
      video.srcObject = camera.stream;
      await video.play();
      return camera;
    } catch (error) {
      if (!(error instanceof CameraError)) throw error;
      onProblem(error.problem);
      await wait(signal, null, again, ...(await cameraOccasions()));
    }
  }
}
