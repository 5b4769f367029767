import { common } from '../i18n/common';
import { landingWords } from '../i18n/landing';
import { useWords } from '../i18n/use';
import { useSession } from '../session';
import { LanguageButton } from '../ui/language_button';
import { useTitle } from '../ui/title';
import { Figure } from './landing/figure';
import './landing/landing.css';

export default function LandingPage() {
  const { brand } = useWords(common);
  const t = useWords(landingWords);
  const signUp = useSession().session!.sign_up;
  useTitle(brand);
  return (
    <div class="landing">
      <header>
        <p class="wordmark"><img src="/icon.svg" alt="" width="44" height="44" />{brand}</p>
        <LanguageButton />
      </header>
      <main id="main">
        <div class="pitch">
          <h1 tabIndex={-1}>{t.title}</h1>
          <p class="tagline">{t.tagline}</p>
          <div class="ways">
            {signUp === 'open' && <a class="button primary large" href="/sign-up">{t.start}</a>}
            <a class={signUp === 'open' ? 'button large' : 'button primary large'} href="/login">{t.haveAccount}</a>
          </div>
          {signUp !== 'open' && <p class="soft">{signUp === 'closed' ? t.closed : t.invitation}</p>}
        </div>
        <Figure />
        <ul class="features">
          {t.features.map(({ title, text }) => (
            <li key={title}>
              <h2>{title}</h2>
              <p>{text}</p>
            </li>
          ))}
        </ul>
      </main>
    </div>
  );
}
