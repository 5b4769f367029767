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
const DEFAULTS: Settings = { language: 'ko', model: 'full', exercise: null, muted: false };

export function loadSettings(): Settings {
  try {
    const stored = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Settings>;
    return {
      language: stored.language === 'en' ? 'en' : DEFAULTS.language,
      model: MODELS.find((model) => model === stored.model) ?? DEFAULTS.model,
      exercise: typeof stored.exercise === 'string' ? stored.exercise : DEFAULTS.exercise,
      muted: stored.muted === true,
    };
  } catch {
    return { ...DEFAULTS };
  }
}

export function saveSettings(settings: Settings): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(settings));
  } catch {
    // see above
  }
}
