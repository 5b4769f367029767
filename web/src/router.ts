/** Where the visitor is, as a real path. The server answers every such path with the same document. */
import { Store } from './store';

export interface Place {
  path: string;
  /** With its question mark; empty if there is no query. */
  search: string;
}

export type Params = Record<string, string>;

const current = (): Place => ({ path: window.location.pathname.replace(/(.)\/+$/, '$1'), search: window.location.search });

export const place = new Store<Place>(current());

export function navigate(to: string, { replace = false } = {}): void {
  history[replace ? 'replaceState' : 'pushState'](null, '', to);
  place.set(current());
  if (!replace) window.scrollTo(0, 0);
}

/** Values of the pattern's :names, or null if the path is another one. */
export function match(pattern: string, path: string): Params | null {
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return null;
  const params: Params = {};
  for (const [i, part] of wanted.entries()) {
    if (part.startsWith(':') && given[i]) params[part.slice(1)] = decode(given[i]);
    else if (part !== given[i]) return null;
  }
  return params;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a stray % in a hand-written address
  }
}

/** A path of this site to go on to, out of a query that anybody may have written; null if it leads elsewhere. */
export function safeNext(next: string | null): string | null {
  if (!next?.startsWith('/')) return null;
  const url = new URL(next, window.location.origin);
  return url.origin === window.location.origin ? url.pathname + url.search : null;
}

/** What is left to the browser: other sites, files, the API, downloads, new tabs. */
function isOurs(event: MouseEvent, link: HTMLAnchorElement): boolean {
  const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  const { origin, pathname } = new URL(link.href);
  const page = origin === window.location.origin && !pathname.startsWith('/api/') && !pathname.includes('.');
  return plain && page && !event.defaultPrevented && !link.download && !link.target && !link.getAttribute('href')!.startsWith('#');
}

/** Makes ordinary links move within the page. */
export function startRouter(): void {
  window.addEventListener('popstate', () => place.set(current()));
  document.addEventListener('click', (event) => {
    const link = (event.target as Element | null)?.closest('a[href]') as HTMLAnchorElement | null;
    if (!link || !isOurs(event, link)) return;
    event.preventDefault();
    navigate(link.href);
  });
}
