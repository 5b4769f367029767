/** The exercises that this site offers: files, listed by the build. */
import { ApiProblem } from './api/problem';
import type { Fault, Language } from './engine/aifit';
import type { Movement } from './figure/stick';

export interface Listing {
  id: string;
  name: Record<Language, string>;
  url: string;
  faults: Fault[];
  /** How it is done, to be drawn; null where the file shows none. */
  movement: Movement | null;
}

async function fetchList(): Promise<Listing[]> {
  const response = await fetch('/exercises/index.json').catch(() => {
    throw new ApiProblem('offline');
  });
  if (!response.ok) throw new ApiProblem('unexpected', { status: response.status });
  return (await response.json()) as Listing[];
}

let list: Promise<Listing[]> | null = null;

/** Fetched once a visit, and again after a failure. */
export function fetchCatalog(): Promise<Listing[]> {
  list ??= fetchList().catch((error: unknown) => {
    list = null;
    throw error;
  });
  return list;
}

/** Records may name an exercise or a fault that the site no longer offers: then its identifier has to do. */
export function exerciseName(exercises: Listing[], id: string, language: Language): string {
  return exercises.find((listing) => listing.id === id)?.name[language] ?? id;
}

export function faultText(exercises: Listing[], exercise: string, id: string, language: Language): string {
  const faults = exercises.find((listing) => listing.id === exercise)?.faults ?? [];
  return faults.find((fault) => fault.id === id)?.text[language] ?? id;
}
