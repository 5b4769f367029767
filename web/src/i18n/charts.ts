import { words } from './language';

export const chartWords = words({
  ko: {
    asTable: '표로 보기',
    keys: '좌우 화살표로 하나씩 볼 수 있어요',
  },
  en: {
    asTable: 'Show as a table',
    keys: 'The arrow keys go through it one by one',
  },
});
