/** The C core's thread: loads, reads each frame back once, pushes it, answers. */
import { AiFit, Engine, Inbox } from './aifit';
import type { Download, Reply, Request } from './protocol';
import { readBack } from './readback';

interface WorkerScope {
  onmessage: ((event: MessageEvent<Request>) => void) | null;
  postMessage(reply: Reply, transfer?: Transferable[]): void;
}
const scope = self as unknown as WorkerScope;

let engine: Promise<Engine> | null = null;
let detector: Promise<Inbox> | null = null;
let detectorLoaded = 0;
let landmarkDownload = new AbortController();
let lastTime_ms = -Infinity;

async function createEngine(core: string): Promise<Engine> {
  return new Engine(await AiFit.create(await WebAssembly.compileStreaming(fetch(core))));
}

/** Streams a file into the module's memory: it never exists a second time in the page's. */
async function download(core: AiFit, file: Download, onBytes: (n: number) => void, signal?: AbortSignal): Promise<Inbox> {
  const response = await fetch(file.url, { signal: signal ?? null });
  if (!response.ok || !response.body) throw new Error(`${file.url}: ${response.status}`);
  const inbox = new Inbox(core, file.bytes);
  try {
    const reader = response.body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      inbox.add(value);
      onBytes(value.length);
    }
    if (!inbox.complete) throw new Error(`${file.url}: cut short`);
    return inbox;
  } catch (error) {
    inbox.free();
    throw error;
  }
}

/** A promise that can be asked for again after it failed. */
function retryable<T>(promise: Promise<T>, forget: () => void): Promise<T> {
  promise.catch(forget);
  return promise;
}

async function loadModels(request: Extract<Request, { type: 'models' }>): Promise<void> {
  landmarkDownload.abort(); // a newer choice replaces one that is still under way
  const { signal } = (landmarkDownload = new AbortController());
  const total = request.detector.bytes + request.landmark.bytes;
  let landmarkLoaded = 0;
  const report = () => {
    if (!signal.aborted) scope.postMessage({ type: 'progress', loaded: detectorLoaded + landmarkLoaded, total });
  };
  engine ??= retryable(createEngine(request.core), () => (engine = null));
  const ready = await engine;
  detector ??= retryable(
    download(ready.core, request.detector, (n) => {
      detectorLoaded += n;
      report();
    }),
    () => {
      detector = null;
      detectorLoaded = 0;
    },
  );
  const landmark = await download(
    ready.core,
    request.landmark,
    (n) => {
      landmarkLoaded += n;
      report();
    },
    signal,
  );
  try {
    const found = await detector;
    if (signal.aborted) return;
    ready.setModels(found, landmark);
    scope.postMessage({ type: 'models', landmark: request.landmark });
  } finally {
    landmark.free();
  }
}

async function loadExercise(url: string): Promise<void> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  const json = new Uint8Array(await response.arrayBuffer());
  if (!engine) throw new Error('models come first');
  const ready = await engine;
  ready.setExercise(json);
  scope.postMessage({ type: 'exercise', url, faults: ready.faults() });
}

async function pushFrame(request: Extract<Request, { type: 'frame' }>): Promise<void> {
  const ready = await engine;
  if (!ready || request.t_ms <= lastTime_ms) {
    request.picture.close();
    scope.postMessage({ type: 'frame', view: null, tooSlow: false });
    return;
  }
  await readBack(request.picture, (width, height) => ready.frame(width, height));
  const view = ready.push(request.t_ms);
  lastTime_ms = request.t_ms;
  const tooSlow = request.busy_ms !== null && ready.tooSlow(request.busy_ms);
  scope.postMessage({ type: 'frame', view, tooSlow }, view.landmarks ? [view.landmarks.buffer as ArrayBuffer] : []);
}

scope.onmessage = ({ data }) => {
  const failed = (what: 'models' | 'exercise' | 'frame') => (error: unknown) =>
    scope.postMessage({ type: 'failed', what, message: String(error) });
  switch (data.type) {
    case 'models':
      loadModels(data).catch((error: unknown) => {
        if (!(error instanceof DOMException && error.name === 'AbortError')) failed('models')(error);
      });
      break;
    case 'exercise':
      loadExercise(data.url).catch(failed('exercise'));
      break;
    case 'frame':
      pushFrame(data).catch(failed('frame'));
      break;
    case 'place':
      void engine?.then((ready) => ready.place());
      break;
  }
};
