import { api } from '../api/client';
import type { Session } from '../api/types';
import { wantedEmail } from '../face/email';
import { accountWords } from '../i18n/account';
import { common } from '../i18n/common';
import { faceWords } from '../i18n/face';
import { useWords } from '../i18n/use';
import type { PageProps } from '../routes';
import { takeSession, useSession } from '../session';
import { AccountFrame } from '../ui/account_frame';
import { Button } from '../ui/button';
import { Field, FormProblem, PasswordField } from '../ui/field';
import { fieldPassword, fieldText, useForm } from '../ui/form';
import { Icon } from '../ui/icon';

export default function LoginPage({ query }: PageProps) {
  const t = useWords(accountWords);
  const { logIn, signUp } = useWords(common);
  const { title: byFace } = useWords(faceWords);
  const { session } = useSession();
  const next = query.get('next');
  const form = useForm(async (element) => {
    const credentials = { email: fieldText(element, 'email'), password: fieldPassword(element) };
    takeSession(await api.post<Session>('/session', credentials)); // the way on is app.tsx's: members have no log-in page
  });
  return (
    <AccountFrame title={t.logInTitle}>
      <form class="form" noValidate onSubmit={form.submit}>
        <Field form={form} name="email" type="email" required autocomplete="username" inputMode="email" autocapitalize="none" />
        <PasswordField form={form} name="password" autocomplete="current-password" />
        <FormProblem form={form} />
        <Button kind="primary" type="submit" class="wide large" busy={form.busy}>{logIn}</Button>
        {session!.face.login && (
          <a class="button wide large" href={next ? `/login/face?next=${encodeURIComponent(next)}` : '/login/face'}
            onClick={(event) => wantedEmail.keep(fieldText(event.currentTarget.closest('form')!, 'email'))}>
            <Icon name="face" />{byFace}
          </a>
        )}
      </form>
      <div class="below">
        <a href="/forgotten-password">{t.forgotten}</a>
        {session!.sign_up !== 'closed' && <span>{t.noAccount} <a href="/sign-up">{signUp}</a></span>}
      </div>
    </AccountFrame>
  );
}
