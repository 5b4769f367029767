/** Dark or light: as chosen, else as the system is. Style sheets know only the outcome, in data-theme. */
import { settings, type Theme } from './settings';

const light = window.matchMedia('(prefers-color-scheme: light)');

function shown(theme: Theme): 'dark' | 'light' {
  if (theme !== 'system') return theme;
  return light.matches ? 'light' : 'dark';
}

function apply(): void {
  const { theme, language } = settings.state;
  const root = document.documentElement;
  root.dataset.theme = shown(theme);
  root.lang = language;
  const ground = getComputedStyle(root).getPropertyValue('--ground').trim();
  document.querySelector('meta[name=theme-color]')?.setAttribute('content', ground);
}

export function startTheme(): void {
  apply();
  settings.subscribe(apply);
  light.addEventListener('change', apply);
}
