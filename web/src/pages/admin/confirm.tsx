import { useEffect, useState } from 'preact/hooks';
import { api } from '../../api/client';
import { adminWords } from '../../i18n/admin';
import { useWords } from '../../i18n/use';
import { PasswordDialog } from '../../ui/password_dialog';

/** Whoever was let in by face gives the password before the first change, which then goes on. */
export function Confirm() {
  const t = useWords(adminWords);
  const [answer, setAnswer] = useState<((given: boolean) => void) | null>(null);
  useEffect(() => {
    api.onPasswordNeeded = () => new Promise((resolve) => setAnswer(() => resolve));
    return () => void (api.onPasswordNeeded = undefined);
  }, []);
  if (!answer) return null;
  const end = (given: boolean) => (answer(given), setAnswer(null));
  return (
    <PasswordDialog title={t.confirmTitle} text={t.confirmText} onClose={() => end(false)}
      onPassword={async (password) => {
        await api.post('/session/password', { password });
        end(true);
      }} />
  );
}
