/** Speech. A count comes at once and silences whatever is being said; a remark waits until a count is over, and only the
 *  newest remark waits. */
import type { Language } from '../engine/aifit';
import { clipPath } from './clip';

/** Stops what it started; resolves when over, cut off or impossible. */
interface Utterance {
  over: Promise<void>;
  stop(): void;
}

function voiceFor(language: Language): SpeechSynthesisVoice | undefined {
  const voices = 'speechSynthesis' in window ? speechSynthesis.getVoices() : [];
  return voices.find((voice) => voice.lang.toLowerCase().startsWith(language));
}

function speak(text: string, voice: SpeechSynthesisVoice): Utterance {
  const utterance = new SpeechSynthesisUtterance(text);
  utterance.voice = voice;
  utterance.lang = voice.lang;
  const over = new Promise<void>((resolve) => {
    utterance.onend = utterance.onerror = () => resolve();
  });
  speechSynthesis.speak(utterance);
  return { over, stop: () => speechSynthesis.cancel() };
}

function playClip(text: string, language: Language): Utterance {
  const clip = new Audio(clipPath(text, language));
  const over = new Promise<void>((resolve) => {
    clip.onended = clip.onerror = clip.onpause = () => resolve();
    clip.play().catch(() => resolve());
  });
  return { over, stop: () => clip.pause() };
}

export class Voice {
  language: Language = 'ko';
  private silent = false;
  private speaking: { utterance: Utterance; isCount: boolean } | null = null;
  private waiting: string | null = null;

  get muted(): boolean {
    return this.silent;
  }

  set muted(muted: boolean) {
    this.silent = muted;
    if (muted) this.stop();
  }

  count(word: string): void {
    this.stop();
    this.say(word, true);
  }

  remark(text: string): void {
    if (this.speaking?.isCount) {
      this.waiting = text;
    } else {
      this.stop();
      this.say(text, false);
    }
  }

  stop(): void {
    this.waiting = null;
    const { speaking } = this;
    this.speaking = null;
    speaking?.utterance.stop();
  }

  private say(text: string, isCount: boolean): void {
    if (this.silent) return;
    const voice = voiceFor(this.language);
    const utterance = voice ? speak(text, voice) : playClip(text, this.language);
    const speaking = { utterance, isCount };
    this.speaking = speaking;
    void utterance.over.then(() => {
      if (this.speaking !== speaking) return;
      this.speaking = null;
      const next = this.waiting;
      this.waiting = null;
      if (next !== null) this.say(next, false);
    });
  }
}
