/** Who is logged in, for all pages. */
import { api } from './api/client';
import { ApiProblem } from './api/problem';
import type { Member, MemberSettings, Profile, Session } from './api/types';
import { atDoor, DOOR } from './door';
import { navigate } from './router';
import { changeSettings, isTheme, lendSettings, settings, takeBackSettings } from './settings';
import { Store, useStore } from './store';

export interface SessionState {
  /** Null until the server has answered once. */
  session: Session | null;
  /** Why it has not. */
  problem: ApiProblem | null;
}

export const sessionStore = new Store<SessionState>({ session: null, problem: null });

/** Takes over what the server says about who is logged in, his language and colours included. */
export function takeSession(session: Session): void {
  api.csrf = session.csrf;
  if (session.member) followMember(session.member);
  sessionStore.set({ session, problem: null });
}

export async function loadSession(): Promise<void> {
  sessionStore.set({ problem: null });
  try {
    takeSession(await api.get<Session>('/session'));
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error;
    sessionStore.set({ problem: error });
  }
}

export async function logOut(everywhere = false): Promise<void> {
  await api.delete(everywhere ? '/sessions' : '/session');
  await forgetMember({ leave: true });
}

/** After the server has ended the session; it then has a token for the visitor that is left. leave: to the front page,
 *  or to the door; otherwise a member's page asks to log in and comes back. */
export async function forgetMember({ leave = false } = {}): Promise<void> {
  takeBackSettings();
  const { session } = sessionStore.state;
  if (session) sessionStore.set({ session: { ...session, member: null } });
  if (leave) navigate(atDoor() ? DOOR : '/');
  await loadSession();
}

let lastChange: Promise<unknown> = Promise.resolve();

/** Changes the profile, and with it what the page knows of the member. One change after the other, so that the last one
 *  counts. */
export async function changeProfile(patch: Partial<Pick<Profile, 'nickname' | 'language' | 'settings' | 'goals'>>): Promise<Profile> {
  const change = lastChange.then(() => api.patch<Profile>('/me', patch));
  lastChange = change.catch(() => undefined);
  const profile = await change;
  updateMember(profile);
  return profile;
}

function updateMember(patch: Partial<Member>): void {
  const { session } = sessionStore.state;
  if (!session?.member) return;
  const { id, nickname, language, role, settings: kept, photo } = { ...session.member, ...patch };
  sessionStore.set({ session: { ...session, member: { id, nickname, language, role, settings: kept, photo } } });
}

/** Keeps a choice of the page with the member, beside those that are there. */
export async function changeMemberSettings(patch: MemberSettings): Promise<void> {
  const before = sessionStore.state.session?.member?.settings ?? {};
  await changeProfile({ settings: { ...before, ...patch } });
}

function followMember(member: Member): void {
  if (atDoor()) lendSettings(); // the next one reads the screen's own language
  const { theme } = member.settings;
  changeSettings({ language: member.language, theme: isTheme(theme) ? theme : settings.state.theme });
}

export function useSession(): SessionState {
  return useStore(sessionStore);
}

/** On pages of members, where there is one. */
export function useMember(): Member {
  const member = useSession().session?.member;
  if (!member) throw new Error('nobody is logged in');
  return member;
}

api.onLoggedOut = () => void forgetMember();
