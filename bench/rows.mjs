// What is raced. outputs: those the product uses, all of the file's where the list is empty; the heat map (Identity_3)
// refines the landmarks.
const LANDMARK = { shape: [1, 256, 256, 3], range: [0, 1], figure: 'body' };
export const LANDMARK_OUTPUTS = ['Identity', 'Identity_1', 'Identity_3', 'Identity_4'];

export const ROWS = [
  { name: 'lite', file: 'pose_landmark_lite.tflite', outputs: LANDMARK_OUTPUTS, native: true, peers: ['litert', 'tfjs'], ...LANDMARK },
  { name: 'full', file: 'pose_landmark_full.tflite', outputs: LANDMARK_OUTPUTS, native: true, peers: ['litert', 'tfjs'], ...LANDMARK },
  { name: 'heavy', file: 'pose_landmark_heavy.tflite', outputs: LANDMARK_OUTPUTS, native: true, peers: ['litert', 'tfjs'], ...LANDMARK },
  { name: 'detector', file: 'pose_detection.tflite', outputs: ['Identity', 'Identity_1'], native: true, peers: ['litert', 'tfjs'],
    shape: [1, 224, 224, 3], range: [-1, 1], figure: 'body' },
  { name: 'full_all_outputs', file: 'pose_landmark_full.tflite', outputs: [], native: true, peers: ['litert', 'tfjs'], ...LANDMARK },
  { name: 'face_detector', file: 'face_detection_short_range.tflite', outputs: [], native: false, peers: ['litert'],
    shape: [1, 128, 128, 3], range: [-1, 1], figure: 'face' },
  { name: 'face_landmark', file: 'face_landmark.tflite', outputs: [], native: false, peers: ['litert'],
    shape: [1, 192, 192, 3], range: [0, 1], figure: 'face' },
  { name: 'face_embedding', file: 'MobileFaceNet.tflite', outputs: [], native: false, peers: ['litert'],
    shape: [2, 112, 112, 3], range: [-1, 1], figure: 'face' },
];
