/** The page's colours for canvases, which know no style sheet. */
const NAMES = ['text', 'soft', 'line', 'track', 'raised', 'accent', 'accent-text', 'warn', 'bad', 'good'] as const;

export type Colours = Record<(typeof NAMES)[number], string>;

export function readColours(): Colours {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()])) as Colours;
}

/** Calls back when they change. Returns what ends that. */
export function watchColours(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
}
