import type { ComponentChildren } from 'preact';
import { messages } from '../../i18n';
import { useLanguage } from '../../i18n/use';
import { changeSettings, settings } from '../../settings';
import { useStore } from '../../store';
import { LanguageButton } from '../../ui/language_button';
import { MuteButton } from '../../ui/mute_button';
import { useTitle } from '../../ui/title';
import './face.css';

interface FaceFrameProps {
  title: string;
  /** For tests and style: which of the page's states is shown. */
  scene: string;
  /** The colour that everything but the mirror shines in, to light the face; null: the theme's. */
  light?: string | null;
  mirror: ComponentChildren;
  children: ComponentChildren;
}

/** Everything before the camera: the mirror, over it what the page is called, beside or under it what to do. */
export function FaceFrame({ title, scene, light = null, mirror, children }: FaceFrameProps) {
  const { mute, unmute } = messages[useLanguage()];
  const { muted } = useStore(settings);
  useTitle(title);
  return (
    <main class={light ? 'face-page shining' : 'face-page'} id="main" data-scene={scene} style={light ? { '--light': light } : undefined}>
      {mirror}
      <header class="face-head">
        <h1 tabIndex={-1}>{title}</h1>
        <LanguageButton />
        <MuteButton muted={muted} label={muted ? unmute : mute} onToggle={() => changeSettings({ muted: !muted })} />
      </header>
      <section class="face-panel">{children}</section>
    </main>
  );
}

interface SayingProps {
  /** The one thing to read from two metres away. */
  words: string;
  text?: string | null;
  kind?: 'calm' | 'warn' | 'bad' | 'good';
}

/** What to do, to be read and to be heard: the element stays, since screen readers miss one that comes and goes. */
export function Saying({ words, text = null, kind = 'calm' }: SayingProps) {
  return (
    <div class={`saying ${kind}`} role="status" aria-live="polite">
      <p class="face-words">{words}</p>
      {text && <p class="face-text">{text}</p>}
    </div>
  );
}
