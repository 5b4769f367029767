import { words } from './language';

/** n: repetitions that the server has not got yet. */
export const syncWords = words({
  ko: {
    saved: (_n: string): string => '모두 저장됨',
    sending: (_n: string): string => '저장하는 중',
    waiting: (n: string) => `${n}회가 이 기기에서 기다려요. 연결되면 저장돼요.`,
    refused: (n: string) => `서버가 ${n}회를 받지 않았어요. 이 기기에 그대로 있어요.`,
  },
  en: {
    saved: (_n) => 'All saved',
    sending: (_n) => 'Saving',
    waiting: (n) => `${n} waiting on this device; saved once connected`,
    refused: (n) => `The server did not take ${n}; kept on this device`,
  },
});
