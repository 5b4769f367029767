/** How a repetition is counted aloud. */
import type { Language } from '../engine/aifit';

const ONES = ['', '하나', '둘', '셋', '넷', '다섯', '여섯', '일곱', '여덟', '아홉'];
const TENS = ['', '열', '스물', '서른', '마흔', '쉰', '예순', '일흔', '여든', '아흔'];

/** n >= 1. Korean counts repetitions in native numerals, which end at 99; from 100 on voices read the digits. */
export function countWord(n: number, language: Language): string {
  if (language === 'en' || n > 99) return String(n);
  return TENS[Math.floor(n / 10)]! + ONES[n % 10]!;
}
