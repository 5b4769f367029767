/** The outbox of this page: who is logged in, when to send, what a closing page can still do. */
import { API, api } from '../api/client';
import { sessionStore } from '../session';
import { Outbox } from './outbox';
import { Vault } from './vault';

export const outbox = new Outbox(new Vault(), (key, batch) => api.put(`/workouts/${key}`, batch));

/** Once, when the page is loaded. */
export function startSync(): void {
  const follow = () => outbox.setMember(sessionStore.state.session?.member?.id ?? null);
  sessionStore.subscribe(follow);
  follow();
  void outbox.load();
  window.addEventListener('online', () => outbox.hurry());
  window.addEventListener('pagehide', sendLast);
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) void outbox.flush();
  });
}

/** The browser finishes these requests after the page is gone. Nobody hears the answers, so that nothing leaves the vault. */
function sendLast(): void {
  for (const [key, batch] of outbox.batches()) {
    const headers = { 'Content-Type': 'application/json', 'X-CSRF-Token': api.csrf };
    fetch(`${API}/workouts/${key}`, { method: 'PUT', keepalive: true, headers, body: JSON.stringify(batch) }).catch(() => undefined);
  }
}
