import { api } from '../api/client';
import type { Profile } from '../api/types';
import { common } from '../i18n/common';
import { formatDay } from '../i18n/format';
import { profileWords } from '../i18n/profile';
import { useLanguage, useWords } from '../i18n/use';
import { logOut, useMember } from '../session';
import { Button } from '../ui/button';
import { Icon } from '../ui/icon';
import { useLoad } from '../ui/load';
import { LoadProblem, Skeleton } from '../ui/messages';
import { useTitle } from '../ui/title';
import { useAct } from '../ui/act';
import { About } from './profile/about';
import { Data } from './profile/data';
import { Email } from './profile/email';
import { Face } from './profile/face';
import { Goals } from './profile/goals';
import { Password } from './profile/password';
import { Preferences } from './profile/preferences';
import { Sessions } from './profile/sessions';

export default function ProfilePage() {
  const t = useWords(profileWords);
  const { logOut: leave } = useWords(common);
  const language = useLanguage();
  const { nickname } = useMember();
  const { data: profile, problem, reload } = useLoad(() => api.get<Profile>('/me'));
  const { act, busy } = useAct();
  useTitle(t.title);
  return (
    <div class="page">
      <header class="page-head">
        <div>
          <h1 tabIndex={-1}>{nickname}</h1>
          {profile && <p class="soft">{t.since(formatDay(profile.created_at, language))}</p>}
        </div>
        <Button busy={busy} onClick={() => act(() => logOut())}><Icon name="log_out" />{leave}</Button>
      </header>
      {problem && <LoadProblem problem={problem} onRetry={reload} />}
      {!profile && !problem && <Skeleton lines={8} />}
      {profile && (
        <div class="columns">
          <div class="stack">
            <About />
            <Preferences />
            <Goals goals={profile.goals} />
            <Face />
          </div>
          <div class="stack">
            <Email email={profile.email} onChanged={reload} />
            <Password email={profile.email} />
            <Sessions />
            <Data />
          </div>
        </div>
      )}
    </div>
  );
}
