import { useId, useRef } from 'preact/hooks';
import { common } from '../i18n/common';
import { useWords } from '../i18n/use';
import { Button } from './button';
import { Icon } from './icon';
import { toast } from './toast';

/** Text to take along. */
export function CopyField({ label, text }: { label: string; text: string }) {
  const id = useId();
  const t = useWords(common);
  const input = useRef<HTMLInputElement>(null);

  async function copy() {
    input.current!.select();
    try {
      await navigator.clipboard.writeText(text); // there only at secure addresses; elsewhere what is selected is copied
    } catch {
      if (!document.execCommand('copy')) return;
    }
    toast(t.copied);
  }

  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="copy">
        <div class="input"><input id={id} ref={input} value={text} readOnly onFocus={(event) => event.currentTarget.select()} /></div>
        <Button kind="primary" onClick={() => void copy()}><Icon name="copy" />{t.copy}</Button>
      </div>
    </div>
  );
}
