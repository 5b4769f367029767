// Somebody before the camera who does what the page asks: the pictures of a rendered head, each shown until the page has
// sent one, so that a slow machine makes a slow person and not a jerky one.
import { clip } from '../../server/faces.mjs';

/** The camera of every page that the context opens from now on shows this head. still: it does nothing. */
export async function standBefore(context, name, { still = false } = {}) {
  const frames = clip(name).map(({ doing, jpeg }) => ({ doing, jpeg: jpeg.toString('base64') }));
  await context.addInitScript(live, { frames, still });
}

/** Runs in the page. */
function live({ frames, still }) {
  const decode = ({ jpeg }) => createImageBitmap(new Blob([Uint8Array.from(atob(jpeg), (c) => c.charCodeAt(0))], { type: 'image/jpeg' }));
  const first = frames.findIndex(({ doing }) => doing !== 'rest');
  const runs = { rest: frames.slice(0, first) };
  for (const frame of frames) if (frame.doing !== 'rest') (runs[frame.doing] ??= []).push(frame);

  navigator.mediaDevices.getUserMedia = async () => {
    const pictures = Object.fromEntries(await Promise.all(Object.entries(runs).map(async ([doing, run]) => [doing, await Promise.all(run.map(decode))])));
    const canvas = Object.assign(document.createElement('canvas'), { width: pictures.rest[0].width, height: pictures.rest[0].height });
    const context = canvas.getContext('2d');
    let run = pictures.rest, at = 0;
    // No two pictures of a camera are the same.
    const draw = () => context.drawImage(run[at], Math.random() - 0.5, Math.random() - 0.5, canvas.width + Math.random(), canvas.height + Math.random());
    const next = () => {
      const asked = document.querySelector('.gesture')?.dataset.move;
      const wanted = (!still && pictures[asked]) || pictures.rest;
      at++;
      if (at === run.length || (run === pictures.rest && wanted !== run)) {
        run = wanted;
        at = 0;
      }
      draw();
    };
    new PerformanceObserver((list) => {
      for (const { name } of list.getEntries()) if (/\/frames\/\d+$/.test(name)) next();
    }).observe({ type: 'resource' });
    setInterval(draw, 50);
    draw();
    return canvas.captureStream(30);
  };
}
