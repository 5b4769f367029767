/** The exercises that this site offers: files, listed by the build. */
import { ApiProblem } from './api/problem';
import type { Language } from './engine/aifit';

export interface Listing {
  id: string;
  name: Record<Language, string>;
  url: string;
}

export async function fetchCatalog(): Promise<Listing[]> {
  const response = await fetch('/exercises/index.json').catch(() => {
    throw new ApiProblem('offline');
  });
  if (!response.ok) throw new ApiProblem('unexpected', { status: response.status });
  return (await response.json()) as Listing[];
}
