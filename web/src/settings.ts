/** Choices that outlive a visit on this device. Storage may be forbidden; the page then simply forgets. */
import type { Language } from './engine/aifit';
import { MODELS, type ModelName } from './i18n';
import { LANGUAGES, preferredLanguage } from './i18n/language';
import { Store } from './store';

export const THEMES = ['system', 'dark', 'light'] as const;
export type Theme = (typeof THEMES)[number];

export interface Settings {
  language: Language;
  theme: Theme;
  model: ModelName;
  exercise: string | null;
  muted: boolean;
}

const KEY = 'aifit.settings';

export function isTheme(value: unknown): value is Theme {
  return THEMES.some((theme) => theme === value);
}

function stored(): Partial<Settings> {
  try {
    return (JSON.parse(localStorage.getItem(KEY) ?? '{}') ?? {}) as Partial<Settings>;
  } catch {
    return {};
  }
}

function loadSettings(): Settings {
  const { language, theme, model, exercise, muted } = stored();
  return {
    language: LANGUAGES.find((known) => known === language) ?? preferredLanguage(navigator.languages),
    theme: isTheme(theme) ? theme : 'system',
    model: MODELS.find((known) => known === model) ?? 'full',
    exercise: typeof exercise === 'string' ? exercise : null,
    muted: muted === true,
  };
}

export const settings = new Store<Settings>(loadSettings());

let lent = false;

/** On a device that is not the member's own: until it is given back, no choice outlives him. */
export function lendSettings(): void {
  lent = true;
}

/** The device speaks and looks as before it was lent. */
export function takeBackSettings(): void {
  if (lent) settings.set(loadSettings());
  lent = false;
}

export function changeSettings(patch: Partial<Settings>): void {
  settings.set(patch);
  if (lent) return;
  try {
    localStorage.setItem(KEY, JSON.stringify(settings.state));
  } catch {
    // see above
  }
}
