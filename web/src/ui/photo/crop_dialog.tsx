import { useEffect, useRef, useState } from 'preact/hooks';
import { photoWords } from '../../i18n/photo';
import { common } from '../../i18n/common';
import { useWords } from '../../i18n/use';
import { Button } from '../button';
import { Dialog } from '../dialog';
import { type Crop, drawCrop, MAX_ZOOM, middle, sideOf, within } from './crop';

const SIDE = 512; // what the server keeps at most
const QUALITY = 0.92;
const KEYS: Record<string, readonly [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

interface CropDialogProps {
  picture: ImageBitmap;
  onDone: (photo: Blob) => void;
  onClose: () => void;
}

export function CropDialog({ picture, onDone, onClose }: CropDialogProps) {
  const t = useWords(photoWords);
  const { cancel } = useWords(common);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [crop, setCrop] = useState<Crop>(() => middle(picture));
  useEffect(() => drawCrop(canvas.current!, picture, crop), [picture, crop]);

  /** Moves the picture under the frame by a share of the frame's side. */
  const move = (dx: number, dy: number) =>
    setCrop((now) => within({ ...now, x: now.x - dx * sideOf(now, picture), y: now.y - dy * sideOf(now, picture) }, picture));

  function drag(event: PointerEvent) {
    if (!event.buttons) return;
    const { clientWidth } = canvas.current!;
    move(event.movementX / clientWidth, event.movementY / clientWidth);
  }

  function key(event: KeyboardEvent) {
    const step = KEYS[event.key];
    if (!step) return;
    event.preventDefault();
    move(step[0] * 0.04, step[1] * 0.04);
  }

  return (
    <Dialog title={t.cropTitle} onClose={onClose}>
      <p class="soft">{t.cropHelp}</p>
      <div class="crop" role="group" aria-label={t.cropArea} tabIndex={0} onKeyDown={key} onPointerMove={drag}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}>
        <canvas ref={canvas} width={SIDE} height={SIDE} />
      </div>
      <label class="zoom">
        <span>{t.zoom}</span>
        <input type="range" min={1} max={MAX_ZOOM} step={0.01} value={crop.zoom}
          onInput={(event) => setCrop(within({ ...crop, zoom: Number(event.currentTarget.value) }, picture))} />
      </label>
      <div class="form-actions">
        <Button kind="primary" onClick={() => canvas.current!.toBlob((photo) => photo && onDone(photo), 'image/jpeg', QUALITY)}>{t.use}</Button>
        <Button onClick={onClose}>{cancel}</Button>
      </div>
    </Dialog>
  );
}
