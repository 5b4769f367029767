import type { Language } from '../../engine/aifit';
import { LANGUAGES } from '../../i18n/language';
import { profileWords } from '../../i18n/profile';
import { useLanguage, useWords } from '../../i18n/use';
import { changeMemberSettings, changeProfile } from '../../session';
import { changeSettings, settings, type Theme, THEMES } from '../../settings';
import { useStore } from '../../store';
import { useAct } from '../../ui/act';
import { Card } from '../../ui/card';
import { Choice } from '../../ui/choice';

/** Language and colours: seen at once, kept with the member. */
export function Preferences() {
  const t = useWords(profileWords);
  const language = useLanguage();
  const { theme } = useStore(settings);
  const { act } = useAct();

  function chooseLanguage(chosen: Language) {
    changeSettings({ language: chosen });
    act(async () => void (await changeProfile({ language: chosen })));
  }
  function chooseTheme(chosen: Theme) {
    changeSettings({ theme: chosen });
    act(() => changeMemberSettings({ theme: chosen }));
  }
  return (
    <Card title={t.preferences}>
      <Choice name="language" legend={t.language} chosen={language} onChoose={chooseLanguage}
        options={LANGUAGES.map((value) => ({ value, label: t.languages[value] }))} />
      <Choice name="theme" legend={t.theme} chosen={theme} onChoose={chooseTheme}
        options={THEMES.map((value) => ({ value, label: t.themes[value] }))} />
    </Card>
  );
}
