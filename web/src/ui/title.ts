import { useEffect } from 'preact/hooks';
import { common } from '../i18n/common';
import { useWords } from '../i18n/use';

/** What the tab and the history of the browser call the page. */
export function useTitle(title: string): void {
  const { brand } = useWords(common);
  useEffect(() => {
    document.title = title === brand ? title : `${title} · ${brand}`;
  }, [title, brand]);
}
