import { common } from '../i18n/common';
import { useLanguage, useWords } from '../i18n/use';
import { changeSettings } from '../settings';

/** Both words and the language of the words: a screen reader then pronounces them right. */
export function LanguageButton() {
  const other = useLanguage() === 'ko' ? 'en' : 'ko';
  const t = useWords(common);
  return (
    <button type="button" class="button quiet" id="language" lang={other} onClick={() => changeSettings({ language: other })}>
      {t.otherLanguage}
    </button>
  );
}
