import { useEffect, useState } from 'preact/hooks';
import { accountWords } from '../i18n/account';
import { formatClock } from '../i18n/format';
import { useWords } from '../i18n/use';

/** Seconds left until then, 0 afterwards. end_ms: by this device's clock. */
export function useSecondsLeft(end_ms: number): number {
  const left = () => Math.max(0, Math.ceil((end_ms - Date.now()) / 1000));
  const [seconds, setSeconds] = useState(left);
  useEffect(() => {
    setSeconds(left());
    const timer = setInterval(() => setSeconds(left()), 250);
    return () => clearInterval(timer);
  }, [end_ms]);
  return seconds;
}

/** How long a code is good for. Not read out each second; its end is said by whoever shows it. */
export function Countdown({ seconds, of_s }: { seconds: number; of_s: number }) {
  const t = useWords(accountWords);
  return (
    <div class="countdown-line">
      <p role="timer" aria-live="off"><span>{t.timeLeft}</span><b class="number">{formatClock(seconds)}</b></p>
      <progress max={of_s} value={seconds} aria-label={t.timeLeft} />
    </div>
  );
}
