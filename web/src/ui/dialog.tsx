import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { common } from '../i18n/common';
import { useWords } from '../i18n/use';
import { Icon } from './icon';

interface DialogProps {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
}

/** A modal window of the browser's own: it keeps the focus, closes on Escape and gives the focus back. Rendered while open. */
export function Dialog({ title, onClose, children }: DialogProps) {
  const id = useId();
  const t = useWords(common);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current!;
    const opener = document.activeElement as HTMLElement | null;
    element.showModal();
    return () => {
      element.close();
      opener?.focus();
    };
  }, []);
  return (
    <dialog ref={dialog} aria-labelledby={id} onCancel={(event) => (event.preventDefault(), onClose())}>
      <header>
        <h2 id={id}>{title}</h2>
        <button type="button" class="icon-button" aria-label={t.close} title={t.close} onClick={onClose}><Icon name="close" /></button>
      </header>
      {children}
    </dialog>
  );
}
