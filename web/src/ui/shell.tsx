import type { ComponentChildren } from 'preact';
import type { Member } from '../api/types';
import { common } from '../i18n/common';
import { useWords } from '../i18n/use';
import { Icon, type IconName } from './icon';

type Section = 'home' | 'train' | 'history' | 'profile' | 'admin';

interface ShellProps {
  member: Member;
  path: string;
  children: ComponentChildren;
}

/** Navigation around a member's pages: a bar at the bottom of phones, a column on larger screens. */
export function Shell({ member, path, children }: ShellProps) {
  const t = useWords(common);
  const sections: Section[] = ['home', 'train', 'history', 'profile'];
  if (member.role === 'administrator') sections.push('admin');
  return (
    <div class="shell">
      <a class="skip" href="#main">{t.skip}</a>
      <nav aria-label={t.navigation}>
        <a class="brand" href="/home"><img src="/icon.svg" alt="" width="40" height="40" /><span>{t.brand}</span></a>
        <ul>
          {sections.map((section) => (
            <li key={section}>
              <NavigationLink section={section} label={t.pages[section]} path={path} />
            </li>
          ))}
        </ul>
      </nav>
      <main id="main" tabIndex={-1}>{children}</main>
    </div>
  );
}

function NavigationLink({ section, label, path }: { section: Section; label: string; path: string }) {
  const current = path === `/${section}`;
  return (
    <a href={`/${section}`} aria-current={current ? 'page' : undefined}>
      <Icon name={section satisfies IconName} />
      <span>{label}</span>
    </a>
  );
}
