/** Languages of the page, and how a page keeps its words. */
import type { Language } from '../engine/aifit';

export const LANGUAGES: readonly Language[] = ['ko', 'en'];

/** Of the visitor's languages (BCP 47, the best first) the first that the page speaks; Korean where it speaks none. */
export function preferredLanguage(languages: readonly string[]): Language {
  for (const tag of languages) {
    const known = LANGUAGES.find((language) => language === tag.toLowerCase().split('-')[0]);
    if (known) return known;
  }
  return 'ko';
}

export type Words<T> = Record<Language, T>;

/** Both languages of one text, side by side; the type makes a word that one of them lacks a compile error. A page's words
 *  lie in a file of their own in this folder and are loaded with the page. */
export function words<T>(both: { ko: T; en: NoInfer<T> }): Words<T> {
  return both;
}
