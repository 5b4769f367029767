/** Every page of the site on one page. */
import type { ComponentType } from 'preact';
import type { Member } from './api/types';
import { atDoor, DOOR } from './door';
import { match, type Params, type Place, safeNext } from './router';

export interface PageProps {
  params: Params;
  query: URLSearchParams;
}

/** visitor: only who is not logged in. */
type Access = 'anyone' | 'visitor' | 'member' | 'administrator';

/** shell: with navigation, where somebody is logged in; bare: the page has the whole screen. */
type Frame = 'shell' | 'bare';

export interface Route {
  pattern: string;
  access: Access;
  frame: Frame;
  load: () => Promise<{ default: ComponentType<PageProps> }>;
}

export const ROUTES: readonly Route[] = [
  { pattern: '/', access: 'visitor', frame: 'bare', load: () => import('./pages/landing') },
  { pattern: '/login', access: 'visitor', frame: 'bare', load: () => import('./pages/login') },
  { pattern: '/login/face', access: 'visitor', frame: 'bare', load: () => import('./pages/face_login') },
  { pattern: DOOR, access: 'visitor', frame: 'bare', load: () => import('./pages/face_login') },
  { pattern: '/sign-up', access: 'visitor', frame: 'bare', load: () => import('./pages/sign_up') },
  { pattern: '/forgotten-password', access: 'visitor', frame: 'bare', load: () => import('./pages/forgotten_password') },
  { pattern: '/home', access: 'member', frame: 'shell', load: () => import('./pages/home') },
  { pattern: '/train', access: 'anyone', frame: 'shell', load: () => import('./pages/train') },
  { pattern: '/train/:exercise', access: 'anyone', frame: 'bare', load: () => import('./pages/train/exercise') },
  { pattern: '/workouts/:key', access: 'member', frame: 'shell', load: () => import('./pages/workout') },
  { pattern: '/history', access: 'member', frame: 'shell', load: () => import('./pages/history') },
  { pattern: '/profile/face', access: 'member', frame: 'bare', load: () => import('./pages/face_enrol') },
  { pattern: '/profile', access: 'member', frame: 'shell', load: () => import('./pages/profile') },
  { pattern: '/admin', access: 'administrator', frame: 'shell', load: () => import('./pages/admin') },
];

export function findRoute(path: string): { route: Route; params: Params } | null {
  for (const route of ROUTES) {
    const params = match(route.pattern, path);
    if (params) return { route, params };
  }
  return null;
}

/** Where somebody has to go instead, or null if the page is for him. */
export function detour(route: Route, member: Member | null, { path, search }: Place): string | null {
  if (route.access === 'visitor' && member) return safeNext(new URLSearchParams(search).get('next')) ?? '/home';
  if (!member && (route.access === 'member' || route.access === 'administrator')) {
    return atDoor() ? DOOR : `/login?next=${encodeURIComponent(path + search)}`;
  }
  return null;
}

/** An administrator's page does not exist for others. */
export function mayEnter(route: Route, member: Member | null): boolean {
  return route.access !== 'administrator' || member?.role === 'administrator';
}
