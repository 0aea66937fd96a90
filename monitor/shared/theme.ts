import { keptInBrowser } from './kept.js';
import { nameOnSite } from './site.js';
import { createStore } from './store.js';

/** `auto` is as the browser or the system is set. */
export const THEMES = ['auto', 'dark', 'light'] as const;
export type Theme = (typeof THEMES)[number];
export const THEME_WORDS: Readonly<Record<Theme, string>> = {
  auto: 'As the system',
  dark: 'Dark',
  light: 'Light',
};

export const theme = keptInBrowser<Theme>(
  nameOnSite('theme 1'),
  (stored) => THEMES.find((one) => one === stored) ?? 'auto',
);

/** What is shown now. Style sheets follow the page by themselves; a canvas must be drawn again. */
export const shownTheme = createStore<'dark' | 'light'>('dark');

/** Keeps the page dark or light, as chosen. Paper is light. */
export function followTheme(): void {
  const isLight = window.matchMedia('(prefers-color-scheme: light)');
  const isPaper = window.matchMedia('print');
  const show = () => {
    const isAsked = theme.value === 'auto' ? isLight.matches : theme.value === 'light';
    const shown = isAsked || isPaper.matches ? 'light' : 'dark';
    document.documentElement.dataset['theme'] = shown;
    shownTheme.update(() => shown);
  };
  show();
  theme.listen(show);
  for (const query of [isLight, isPaper]) query.addEventListener('change', show);
}
