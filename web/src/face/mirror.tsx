import type { RefObject } from 'preact';
import type { ComponentChildren } from 'preact';

interface MirrorProps {
  video: RefObject<HTMLVideoElement>;
  label: string;
  /** What the ring measures, and how much of it is done, 0..1; null: no ring. */
  progress: { label: string; share: number } | null;
  /** The oval grows: the face shall come nearer. */
  near?: boolean;
  children?: ComponentChildren;
}

/** The camera's picture with the oval that the face belongs into; the oval's edge fills as one gets on. */
export function Mirror({ video, label, progress, near = false, children }: MirrorProps) {
  const percent = progress && Math.round(progress.share * 100);
  return (
    <div class="face-mirror">
      <video ref={video} muted playsInline aria-label={label} />
      <div class={near ? 'oval near' : 'oval'}>
        <svg viewBox="0 0 300 400" role={progress ? 'progressbar' : undefined} aria-hidden={progress ? undefined : true}
          aria-label={progress?.label} aria-valuemin={0} aria-valuemax={100} aria-valuenow={percent ?? undefined}>
          <ellipse cx="150" cy="200" rx="146" ry="196" />
          {/* From the top round to the right, and none at all rather than a dot at nought. */}
          {percent !== null && percent > 0 && <path class="done" pathLength={100} stroke-dasharray={`${percent} 100`} d="M150 4a146 196 0 0 1 0 392a146 196 0 0 1 0-392" />}
        </svg>
      </div>
      {children}
    </div>
  );
}
