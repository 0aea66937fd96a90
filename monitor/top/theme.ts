import { keptInBrowser } from '../shared/kept.js';
import { nameOnSite } from '../shared/site.js';

/** `auto` is as the browser or the system is set. */
export const THEMES = ['auto', 'dark', 'light'] as const;
export type Theme = (typeof THEMES)[number];

export const theme = keptInBrowser<Theme>(
  nameOnSite('theme 1'),
  (stored) => THEMES.find((one) => one === stored) ?? 'auto',
);

/** Keeps the page dark or light, as chosen. Paper is light. */
export function followTheme(): void {
  const isLight = window.matchMedia('(prefers-color-scheme: light)');
  const isPaper = window.matchMedia('print');
  const show = () => {
    const isAsked = theme.value === 'auto' ? isLight.matches : theme.value === 'light';
    document.documentElement.dataset['theme'] = isAsked || isPaper.matches ? 'light' : 'dark';
  };
  show();
  theme.listen(show);
  for (const query of [isLight, isPaper]) query.addEventListener('change', show);
}
