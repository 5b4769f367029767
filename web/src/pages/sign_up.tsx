import { useEffect, useState } from 'preact/hooks';
import { api } from '../api/client';
import { ApiProblem } from '../api/problem';
import type { Session } from '../api/types';
import { accountWords } from '../i18n/account';
import { common } from '../i18n/common';
import { localDay } from '../i18n/format';
import { useLanguage, useWords } from '../i18n/use';
import { navigate } from '../router';
import type { PageProps } from '../routes';
import { takeSession, useSession } from '../session';
import { AccountFrame } from '../ui/account_frame';
import { Button } from '../ui/button';
import { Field, FormProblem } from '../ui/field';
import { fieldText, useForm } from '../ui/form';
import { PasswordPair, readPasswordPair } from '../ui/password_pair';
import { PhotoField } from '../ui/photo/photo_field';
import { toast } from '../ui/toast';

const EARLIEST_BIRTH = '1900-01-01'; // the server's limit

export default function SignUpPage({ query }: PageProps) {
  const t = useWords(accountWords);
  const { logIn } = useWords(common);
  const { session } = useSession();
  const invitation = query.get('invitation') ?? '';
  // The link that makes the first administrator works on a closed server too.
  const closed = session!.sign_up === 'closed' && !invitation;
  return (
    <AccountFrame title={closed ? t.closedTitle : t.signUpTitle}>
      {closed ? <p>{t.closedText}</p> : <SignUpForm invitation={invitation} asksInvitation={session!.sign_up !== 'open'} />}
      <p class="below"><span>{t.haveAccount} <a href="/login">{logIn}</a></span></p>
    </AccountFrame>
  );
}

function SignUpForm({ invitation, asksInvitation }: { invitation: string; asksInvitation: boolean }) {
  const t = useWords(accountWords);
  const { signUp } = useWords(common);
  const language = useLanguage();
  const [email, setEmail] = useState('');
  const [nickname, setNickname] = useState('');
  const [photo, setPhoto] = useState<Blob | null>(null);
  const preview = useObjectUrl(photo);

  const form = useForm(async (element) => {
    const code = asksInvitation || invitation ? { invitation: fieldText(element, 'invitation') } : {};
    const person = { email: fieldText(element, 'email'), nickname: fieldText(element, 'nickname'), born_on: fieldText(element, 'born_on') };
    const session = await api.post<Session>('/members', { ...person, ...readPasswordPair(element), ...code, language });
    api.csrf = session.csrf;
    const portrait = photo ? await storePhoto(photo) : null;
    if (photo && portrait === null) toast(t.photoNotSaved, 'bad');
    else toast(t.welcome(person.nickname));
    // Only now: members are led away from this page.
    takeSession(portrait ?? session);
    if (session.face.login) navigate('/profile/face?welcome', { replace: true });
  });

  return (
    <form class="form" noValidate onSubmit={form.submit}>
      <PhotoField label={t.photo} photo={preview} onPhoto={setPhoto} onRemove={photo ? () => setPhoto(null) : undefined} />
      {(asksInvitation || invitation) && (
        <Field form={form} name="invitation" required maxLength={64} defaultValue={invitation} hint={invitation ? undefined : t.invitationHint}
          autocomplete="off" autocapitalize="none" spellcheck={false} />
      )}
      <Field form={form} name="email" type="email" required maxLength={254} autocomplete="username" inputMode="email" autocapitalize="none"
        hint={t.emailHint} onInput={(event) => setEmail(event.currentTarget.value)} />
      <Field form={form} name="nickname" required maxLength={30} autocomplete="nickname" onInput={(event) => setNickname(event.currentTarget.value)} />
      <Field form={form} name="born_on" type="date" required min={EARLIEST_BIRTH} max={localDay()} autocomplete="bday" hint={t.bornHint} />
      <PasswordPair form={form} email={email} nickname={nickname} />
      <FormProblem form={form} />
      <Button kind="primary" type="submit" class="wide large" busy={form.busy}>{signUp}</Button>
    </form>
  );
}

/** The session with the photo's address; null if it was not stored: the account is there all the same. */
async function storePhoto(photo: Blob): Promise<Session | null> {
  try {
    await api.put('/me/photo', photo);
    return await api.get<Session>('/session');
  } catch (error) {
    if (error instanceof ApiProblem) return null;
    throw error;
  }
}

function useObjectUrl(blob: Blob | null): string | null {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    if (!blob) return setUrl(null);
    const made = URL.createObjectURL(blob);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [blob]);
  return url;
}
