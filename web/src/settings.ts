/** Choices that outlive a visit. Storage may be forbidden; the page then simply forgets. */
import type { Language } from './engine/aifit';
import { MODELS, type ModelName } from './i18n';

export interface Settings {
  language: Language;
  model: ModelName;
  exercise: string | null;
  muted: boolean;
}

const KEY = 'aifit.settings';
const LANGUAGES: readonly Language[] = ['ko', 'en'];

/** Of the visitor's languages (BCP 47, the best first) the first that the page speaks; Korean where it speaks none. */
export function preferredLanguage(languages: readonly string[]): Language {
  for (const tag of languages) {
    const known = LANGUAGES.find((language) => language === tag.toLowerCase().split('-')[0]);
    if (known) return known;
  }
  return 'ko';
}

function stored(): Partial<Settings> {
  try {
    return (JSON.parse(localStorage.getItem(KEY) ?? '{}') ?? {}) as Partial<Settings>;
  } catch {
    return {};
  }
}

export function loadSettings(): Settings {
  const { language, model, exercise, muted } = stored();
  return {
    language: LANGUAGES.find((known) => known === language) ?? preferredLanguage(navigator.languages),
    model: MODELS.find((known) => known === model) ?? 'full',
    exercise: typeof exercise === 'string' ? exercise : null,
    muted: muted === true,
  };
}

export function saveSettings(settings: Settings): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(settings));
  } catch {
    // see above
  }
}
