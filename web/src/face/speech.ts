import { useEffect, useState } from 'preact/hooks';
import { settings } from '../settings';
import { useStore } from '../store';
import { Voice } from '../voice/voice';

/** Says the text whenever it becomes another one; null: nothing to say. */
export function useSpeech(text: string | null): void {
  const [voice] = useState(() => new Voice());
  const { language, muted } = useStore(settings);
  useEffect(() => {
    voice.language = language;
    voice.muted = muted;
  }, [voice, language, muted]);
  useEffect(() => {
    if (text !== null) voice.remark(text);
  }, [voice, text]);
  useEffect(() => () => voice.stop(), [voice]);
}
