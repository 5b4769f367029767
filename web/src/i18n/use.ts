import { settings } from '../settings';
import { useStore } from '../store';
import type { Language } from '../engine/aifit';
import type { Words } from './language';

export function useLanguage(): Language {
  return useStore(settings).language;
}

export function useWords<T>(both: Words<T>): T {
  return both[useLanguage()];
}
