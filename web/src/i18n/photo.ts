import { words } from './language';

export const photoWords = words({
  ko: {
    take: '카메라로 찍기',
    choose: '사진 고르기',
    remove: '사진 지우기',
    cameraTitle: '사진 찍기',
    cropTitle: '사진 다듬기',
    cropHelp: '끌거나 화살표 키로 옮기고, 아래 막대로 크기를 맞추세요.',
    cropArea: '사진에서 쓸 부분',
    zoom: '크기',
    shoot: '찍기',
    use: '이 사진 쓰기',
    unreadable: '읽을 수 없는 사진이에요. 다른 파일을 골라 주세요.',
    cameraStarting: '카메라를 여는 중',
  },
  en: {
    take: 'Take a photo',
    choose: 'Choose a photo',
    remove: 'Remove the photo',
    cameraTitle: 'Take a photo',
    cropTitle: 'Crop the photo',
    cropHelp: 'Drag it or move it with the arrow keys; set its size with the slider.',
    cropArea: 'Part of the photo to use',
    zoom: 'Size',
    shoot: 'Take',
    use: 'Use this photo',
    unreadable: 'This photo cannot be read. Please choose another file.',
    cameraStarting: 'Opening the camera',
  },
});
