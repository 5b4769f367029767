import { formatNumber } from '../i18n/format';
import { syncWords } from '../i18n/sync';
import { useLanguage, useWords } from '../i18n/use';
import { useStore } from '../store';
import { Icon } from '../ui/icon';
import { outbox } from '.';

/** Whether the server has everything. quiet: only where it has not, for pages that have little room. */
export function SyncState({ quiet = false }: { quiet?: boolean }) {
  const t = useWords(syncWords);
  const language = useLanguage();
  const { state, unsent } = useStore(outbox.store);
  const shown = !quiet || state === 'waiting' || state === 'refused';
  return (
    <p class={`sync ${state}`} role="status" data-sync={state}>
      {shown && <><Icon name={state === 'saved' ? 'check' : 'device'} />{t[state](formatNumber(unsent, language))}</>}
    </p>
  );
}
