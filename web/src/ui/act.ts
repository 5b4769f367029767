import { useState } from 'preact/hooks';
import { ApiProblem } from '../api/problem';
import { problemText } from '../i18n/problems';
import { useLanguage } from '../i18n/use';
import { toast } from './toast';

/** For what needs no form: a failure is told in passing. busy: for the button, so that it is pressed once. */
export function useAct(): { act: (what: () => Promise<void>) => void; busy: boolean } {
  const language = useLanguage();
  const [busy, setBusy] = useState(false);
  async function run(what: () => Promise<void>): Promise<void> {
    setBusy(true);
    try {
      await what();
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      toast(problemText(error, language), 'bad');
    } finally {
      setBusy(false);
    }
  }
  return { act: (what) => void run(what), busy };
}
