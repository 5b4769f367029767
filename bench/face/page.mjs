// Runs in the page: the peer, face-api on TensorFlow.js' WebAssembly, one thread: the photo's bytes in, a decision out.
import * as faceapi from '/node_modules/@vladmandic/face-api/dist/face-api.esm.js';

const MODELS = '/node_modules/@vladmandic/face-api/model';
const TOO_FAR = 0.6; // face-api's own threshold on the distance of two descriptors

async function describe(bytes) {
  const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/jpeg' }));
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width: bitmap.width, height: bitmap.height });
  canvas.getContext('2d', { willReadFrequently: true }).drawImage(bitmap, 0, 0);
  bitmap.close();
  const face = await faceapi.detectSingleFace(canvas, new faceapi.SsdMobilenetv1Options()).withFaceLandmarks().withFaceDescriptor();
  return face.descriptor;
}

export async function load() {
  faceapi.tf.setThreadsCount(1);
  faceapi.tf.setWasmPaths('/node_modules/@tensorflow/tfjs-backend-wasm/dist/');
  await faceapi.tf.setBackend('wasm');
  await faceapi.tf.ready();
  await Promise.all(['ssdMobilenetv1', 'faceLandmark68Net', 'faceRecognitionNet'].map((net) => faceapi.nets[net].loadFromUri(MODELS)));
}

// The member whose photo is at url, among so many strangers. Returns decide(): {ms, member: whether it is taken for theirs}.
export async function enrol(url, strangers) {
  const bytes = await (await fetch(url)).arrayBuffer();
  const members = [new faceapi.LabeledFaceDescriptors('member', [await describe(bytes)])];
  for (let i = 0; i < strangers; i++)
    members.push(new faceapi.LabeledFaceDescriptors(`stranger ${i}`, [Float32Array.from({ length: 128 }, () => Math.random() - 0.5)]));
  const matcher = new faceapi.FaceMatcher(members, TOO_FAR);
  return async () => {
    const start = performance.now();
    const { label } = matcher.findBestMatch(await describe(bytes));
    return { ms: performance.now() - start, member: label };
  };
}
