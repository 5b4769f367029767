const SPEAKER = 'M4 9v6h4l5 4V5L8 9H4z';
const WAVES = 'M16 8.5a5 5 0 0 1 0 7M18.5 6a8.5 8.5 0 0 1 0 12';
const CROSS = 'M17 9.5l5 5M22 9.5l-5 5';

interface MuteButtonProps {
  muted: boolean;
  label: string;
  onToggle: () => void;
}

export function MuteButton({ muted, label, onToggle }: MuteButtonProps) {
  return (
    <button type="button" class="icon-button" id="mute" aria-pressed={muted} aria-label={label} title={label} onClick={onToggle}>
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path class="solid" d={SPEAKER} />
        <path d={muted ? CROSS : WAVES} />
      </svg>
    </button>
  );
}
