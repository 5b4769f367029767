import type { ComponentChildren } from 'preact';
import { common } from '../i18n/common';
import { useWords } from '../i18n/use';
import { LanguageButton } from './language_button';
import { useTitle } from './title';

/** Around the forms of who is not logged in: the way back to the front page, the language, a column. */
export function AccountFrame({ title, children }: { title: string; children: ComponentChildren }) {
  const { brand } = useWords(common);
  useTitle(title);
  return (
    <div class="account">
      <header>
        <a class="wordmark" href="/"><img src="/icon.svg" alt="" width="40" height="40" />{brand}</a>
        <LanguageButton />
      </header>
      <main id="main">
        <h1 tabIndex={-1}>{title}</h1>
        {children}
      </main>
    </div>
  );
}
