import { useCallback, useEffect, useState } from 'preact/hooks';
import { ApiProblem } from '../api/problem';

export interface Loaded<T> {
  data: T | null;
  problem: ApiProblem | null;
  /** Asks again; what is shown stays until the answer is there. */
  reload: () => void;
  /** Replaces what is shown, after a change that the page made itself. */
  set: (data: T) => void;
}

/** What a page shows from the server. load: called again whenever one of inputs changes. */
export function useLoad<T>(load: () => Promise<T>, inputs: readonly unknown[] = []): Loaded<T> {
  const [data, setData] = useState<T | null>(null);
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let wanted = true;
    setProblem(null);
    load().then(
      (answer) => wanted && setData(() => answer),
      (error: unknown) => {
        if (!(error instanceof ApiProblem)) throw error;
        if (wanted) setProblem(error);
      },
    );
    return () => {
      wanted = false;
    };
  }, [turn, ...inputs]);
  const reload = useCallback(() => setTurn((n) => n + 1), []);
  return { data, problem, reload, set: setData };
}
