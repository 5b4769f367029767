import { adminWords } from '../i18n/admin';
import { useWords } from '../i18n/use';
import { useTitle } from '../ui/title';
import { Confirm } from './admin/confirm';
import { Faces } from './admin/faces';
import { Invitations } from './admin/invitations';
import { Members } from './admin/members';
import { ServerStatus } from './admin/status';
import './admin/admin.css';

export default function AdminPage() {
  const t = useWords(adminWords);
  useTitle(t.title);
  return (
    <div class="page">
      <h1 tabIndex={-1}>{t.title}</h1>
      <ServerStatus />
      <Faces />
      <Members />
      <Invitations />
      <Confirm />
    </div>
  );
}
