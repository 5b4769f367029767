import { useState } from 'preact/hooks';
import { api } from '../../api/client';
import { ApiProblem } from '../../api/problem';
import type { FaceMode, OwnFace } from '../../api/types';
import { enrolWords } from '../../i18n/enrol';
import { useWords } from '../../i18n/use';
import { useAct } from '../../ui/act';
import { Choice } from '../../ui/choice';
import { PasswordDialog } from '../../ui/password_dialog';
import { toast } from '../../ui/toast';

const MODES: readonly FaceMode[] = ['face', 'email_face', 'face_password'];

/** What has to go with the face. An easier way asks for the password; which one is easier, the server knows. */
export function FaceModeChoice({ mode, onFace }: { mode: FaceMode; onFace: (face: OwnFace) => void }) {
  const t = useWords(enrolWords);
  const { act } = useAct();
  const [wanted, setWanted] = useState(mode);
  const [asking, setAsking] = useState(false);

  async function change(to: FaceMode, password?: string) {
    onFace(await api.patch<OwnFace>('/me/face', { mode: to, password }));
    toast(t.modeChanged);
  }
  function choose(to: FaceMode) {
    setWanted(to);
    act(async () => {
      try {
        await change(to);
      } catch (error) {
        if (error instanceof ApiProblem && error.code === 'password_needed') return setAsking(true);
        setWanted(mode);
        throw error;
      }
    });
  }
  return (
    <>
      <Choice name="face_mode" legend={t.mode} chosen={wanted} onChoose={choose} options={MODES.map((value) => ({ value, label: t.modes[value] }))}>
        <p class="hint">{t.modeNotes[wanted]}</p>
      </Choice>
      {asking && (
        <PasswordDialog title={t.loosenTitle} text={t.loosenText} onClose={() => (setAsking(false), setWanted(mode))}
          onPassword={async (password) => {
            await change(wanted, password);
            setAsking(false);
          }} />
      )}
    </>
  );
}
