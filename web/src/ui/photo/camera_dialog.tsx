import { useEffect, useRef, useState } from 'preact/hooks';
import { type Camera, CameraError, type CameraProblem, closeCamera, openCamera } from '../../camera';
import { messages } from '../../i18n';
import { photoWords } from '../../i18n/photo';
import { useLanguage, useWords } from '../../i18n/use';
import { Button } from '../button';
import { Dialog } from '../dialog';

interface CameraDialogProps {
  onShot: (picture: ImageBitmap) => void;
  onClose: () => void;
}

export function CameraDialog({ onShot, onClose }: CameraDialogProps) {
  const t = useWords(photoWords);
  const language = useLanguage();
  const video = useRef<HTMLVideoElement>(null);
  const [mirrored, setMirrored] = useState(true);
  const [ready, setReady] = useState(false);
  const [problem, setProblem] = useState<CameraProblem | null>(null);

  useEffect(() => {
    let camera: Camera | null = null;
    let wanted = true;
    openCamera().then(
      (opened) => {
        if (!wanted) return closeCamera(opened);
        camera = opened;
        setMirrored(opened.mirrored);
        video.current!.srcObject = opened.stream;
        void video.current!.play();
      },
      (error: unknown) => wanted && setProblem(error instanceof CameraError ? error.problem : 'no_camera'),
    );
    return () => {
      wanted = false;
      if (camera) closeCamera(camera);
    };
  }, []);

  const words = problem && messages[language].problems[problem];
  return (
    <Dialog title={t.cameraTitle} onClose={onClose}>
      {words && <p class="notice bad" role="alert"><span><b>{words.title}</b><br />{words.text}</span></p>}
      {!words && (
        <div class={mirrored ? 'crop mirrored' : 'crop'}>
          <video ref={video} muted playsInline aria-label={ready ? t.cameraTitle : t.cameraStarting} onPlaying={() => setReady(true)} />
        </div>
      )}
      {!words && (
        <Button kind="primary" class="wide large" disabled={!ready} onClick={() => void createImageBitmap(video.current!).then(onShot)}>
          {t.shoot}
        </Button>
      )}
    </Dialog>
  );
}
