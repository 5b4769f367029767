import { useRef, useState } from 'preact/hooks';
import { photoWords } from '../../i18n/photo';
import { useWords } from '../../i18n/use';
import { Button } from '../button';
import { Icon } from '../icon';
import { toast } from '../toast';
import { CameraDialog } from './camera_dialog';
import { CropDialog } from './crop_dialog';
import './photo.css';

interface PhotoFieldProps {
  label: string;
  /** What is shown now; null: nothing. */
  photo: string | null;
  onPhoto: (photo: Blob) => void;
  /** Absent: there is nothing to remove. */
  onRemove?: () => void;
}

/** A photo of oneself from the camera or a file, cropped to a square JPEG. */
export function PhotoField({ label, photo, onPhoto, onRemove }: PhotoFieldProps) {
  const t = useWords(photoWords);
  const file = useRef<HTMLInputElement>(null);
  const [camera, setCamera] = useState(false);
  const [picture, setPicture] = useState<ImageBitmap | null>(null);

  async function open(chosen: File | undefined) {
    if (!chosen) return;
    try {
      setPicture(await createImageBitmap(chosen)); // upright: browsers follow the orientation that the file tells
    } catch {
      toast(t.unreadable, 'bad');
    }
  }

  return (
    <div class="photo-field" role="group" aria-label={label}>
      <span class="portrait">{photo ? <img src={photo} alt={label} /> : <Icon name="profile" />}</span>
      <div class="ways">
        <Button onClick={() => setCamera(true)}><Icon name="camera" />{t.take}</Button>
        <Button onClick={() => file.current!.click()}><Icon name="image" />{t.choose}</Button>
        {onRemove && <Button kind="quiet" onClick={onRemove}><Icon name="trash" />{t.remove}</Button>}
        <input ref={file} type="file" accept="image/*" hidden aria-label={t.choose}
          onChange={(event) => {
            void open(event.currentTarget.files?.[0]);
            event.currentTarget.value = ''; // so that the same file can be chosen again
          }} />
      </div>
      {camera && <CameraDialog onClose={() => setCamera(false)} onShot={(shot) => (setCamera(false), setPicture(shot))} />}
      {picture && <CropDialog picture={picture} onClose={() => setPicture(null)} onDone={(done) => (setPicture(null), onPhoto(done))} />}
    </div>
  );
}
