import { Store, useStore } from '../store';
import { Icon } from './icon';

interface Toast {
  id: number;
  text: string;
  kind: 'good' | 'bad';
}

const SHOWN_MS = { good: 4000, bad: 8000 };

const store = new Store<{ toasts: Toast[] }>({ toasts: [] });
let last = 0;

/** Says something in passing, above whatever page is shown. */
export function toast(text: string, kind: Toast['kind'] = 'good'): void {
  const id = ++last;
  store.set({ toasts: [...store.state.toasts, { id, text, kind }] });
  setTimeout(() => store.set({ toasts: store.state.toasts.filter((shown) => shown.id !== id) }), SHOWN_MS[kind]);
}

/** The region stays even when empty: screen readers miss one that comes and goes. */
export function Toasts() {
  const { toasts } = useStore(store);
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.map(({ id, text, kind }) => (
        <p key={id} class={`toast ${kind}`}><Icon name={kind === 'good' ? 'check' : 'alert'} />{text}</p>
      ))}
    </div>
  );
}
