import { words } from './language';

export const historyWords = words({
  ko: {
    title: '운동 기록',
    empty: '아직 기록이 없어요. 첫 운동을 마치면 여기에 쌓여요.',
    start: '운동하러 가기',
    more: '더 보기',
    reps: (n: string) => `${n}회`,
    sets: (n: string) => `${n}세트`,
    clean: (n: string) => `바른 자세 ${n}회`,
    rejected: (n: string) => `세지 않음 ${n}회`,
    delete: '기록 삭제',
    deleteOf: (exercise: string, when: string) => `${when} ${exercise} 기록 삭제`,
  },
  en: {
    title: 'History',
    empty: 'Nothing here yet. Your first workout will be the first entry.',
    start: 'Go and train',
    more: 'Show more',
    reps: (n) => `${n} ${n === '1' ? 'rep' : 'reps'}`,
    sets: (n) => `${n} ${n === '1' ? 'set' : 'sets'}`,
    clean: (n) => `${n} in good form`,
    rejected: (n) => `${n} not counted`,
    delete: 'Delete workout',
    deleteOf: (exercise, when) => `Delete ${exercise}, ${when}`,
  },
});
