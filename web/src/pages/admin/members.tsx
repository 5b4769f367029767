import { useState } from 'preact/hooks';
import { api } from '../../api/client';
import type { AdminMember } from '../../api/types';
import { adminWords } from '../../i18n/admin';
import { formatDay } from '../../i18n/format';
import { useLanguage, useWords } from '../../i18n/use';
import { useMember } from '../../session';
import { Button } from '../../ui/button';
import { Card } from '../../ui/card';
import { Icon } from '../../ui/icon';
import { useLoad } from '../../ui/load';
import { LoadProblem, Skeleton } from '../../ui/messages';
import { Parts } from '../../ui/parts';
import { MemberDialog } from './member_dialog';

const SHOWN_AT_ONCE = 25;

/** All of them, page by page, so that the search finds everybody. */
async function loadMembers(): Promise<AdminMember[]> {
  const all: AdminMember[] = [];
  for (;;) {
    const { members, more } = await api.get<{ members: AdminMember[]; more: boolean }>('/admin/members', { after: all.at(-1)?.id });
    all.push(...members);
    if (!more) return all;
  }
}

export function Members() {
  const t = useWords(adminWords);
  const { data: members, problem, reload } = useLoad(loadMembers);
  const [search, setSearch] = useState('');
  const [room, setRoom] = useState(SHOWN_AT_ONCE);
  const [managed, setManaged] = useState<AdminMember | null>(null);
  const wanted = search.trim().toLowerCase();
  const found = members?.filter(({ nickname, email }) => `${nickname}\n${email}`.toLowerCase().includes(wanted)) ?? [];
  return (
    <Card title={t.members} end={members && <span class="soft" role="status">{t.found(found.length)}</span>}>
      {problem && <LoadProblem problem={problem} onRetry={reload} />}
      {!members && !problem && <Skeleton lines={6} />}
      {members && (
        <label class="input search">
          <Icon name="search" />
          <span class="heard">{t.search}</span>
          <input type="search" placeholder={t.search} value={search} autocomplete="off"
            onInput={(event) => (setSearch(event.currentTarget.value), setRoom(SHOWN_AT_ONCE))} />
        </label>
      )}
      {members && found.length === 0 && <p class="empty">{t.nobodyFound}</p>}
      <ul class="rows">
        {found.slice(0, room).map((member) => <Row key={member.id} member={member} onManage={() => setManaged(member)} />)}
      </ul>
      {found.length > room && <Button onClick={() => setRoom(room + SHOWN_AT_ONCE)}>{t.more}</Button>}
      {managed && <MemberDialog member={managed} onChanged={reload} onClose={() => setManaged(null)} />}
    </Card>
  );
}

function Row({ member, onManage }: { member: AdminMember; onManage: () => void }) {
  const t = useWords(adminWords);
  const language = useLanguage();
  const own = useMember().id === member.id;
  return (
    <li>
      <div class="what">
        <p>
          <b>{member.nickname}</b>{' '}
          {own && <span class="badge">{t.you}</span>}{' '}
          {member.role === 'administrator' && <span class="badge accent">{t.roles.administrator}</span>}{' '}
          {member.disabled && <span class="badge bad">{t.disabled}</span>}
        </p>
        <p class="hint"><Parts of={[member.email, t.joined(formatDay(member.created_at, language))]} /></p>
      </div>
      <Button aria-label={t.manageOf(member.nickname)} onClick={onManage}>{t.manage}</Button>
    </li>
  );
}
