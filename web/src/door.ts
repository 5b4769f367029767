/** A shared device at the door of a gym, set up by opening /door on it: whoever leaves leaves it for the next one. */
import { navigate, place } from './router';

export const DOOR = '/door';

const KEY = 'aifit.door';
const MINUTE_MS = 60_000;

/** How long it waits for somebody who touches nothing. Training leaves no hand free. */
const PATIENCE_MS = { visitor: MINUTE_MS, member: 3 * MINUTE_MS, training: 15 * MINUTE_MS };

let door = false;

export const atDoor = (): boolean => door;

function remember(): void {
  if (place.state.path === DOOR) door = true;
  try {
    if (door) sessionStorage.setItem(KEY, 'yes'); // outlives a reload, not the window
    else door = sessionStorage.getItem(KEY) === 'yes';
  } catch {
    // storage may be forbidden; the door then ends with a reload elsewhere
  }
}

interface Somebody {
  isMember: () => boolean;
  logOut: () => Promise<void>;
}

/** Returns to the door when nobody touches the device any more. */
export function watchDoor({ isMember, logOut }: Somebody): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const leave = (): void => {
    if (isMember()) logOut().catch(restart); // out of reach: later
    else navigate(DOOR);
  };
  const restart = (): void => {
    remember();
    clearTimeout(timer);
    if (!door || place.state.path === DOOR) return;
    const training = place.state.path.startsWith('/train/');
    timer = setTimeout(leave, PATIENCE_MS[!isMember() ? 'visitor' : training ? 'training' : 'member']);
  };
  place.subscribe(restart);
  for (const touch of ['pointerdown', 'keydown', 'wheel']) document.addEventListener(touch, restart, { passive: true });
  restart();
}
