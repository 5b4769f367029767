/** The exercises that this site offers: files, listed by the build. */
import type { Language } from './engine/aifit';

export interface Listing {
  id: string;
  name: Record<Language, string>;
  url: string;
}

export async function fetchCatalog(): Promise<Listing[]> {
  const response = await fetch('/exercises/index.json');
  if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
  return (await response.json()) as Listing[];
}
