import { useEffect, useState } from 'preact/hooks';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const KEY = 'patchlane-console-theme';

/** The reader's choice, kept by the browser. `painted` changes with every change of colours, for what is drawn on canvas. */
export function useTheme() {
  const [theme, setTheme] = useState<Theme>(
    () => THEMES.find((one) => one === localStorage.getItem(KEY)) ?? 'system',
  );
  const [systemDark, setSystemDark] = useState(() => matchMedia('(prefers-color-scheme: dark)').matches);
  useEffect(() => {
    const media = matchMedia('(prefers-color-scheme: dark)');
    const onChange = () => setSystemDark(media.matches);
    media.addEventListener('change', onChange);
    return () => media.removeEventListener('change', onChange);
  }, []);
  const painted = theme === 'system' ? (systemDark ? 'dark' : 'light') : theme;
  // Before children draw: effects of children run first.
  document.documentElement.dataset['theme'] = painted;
  const choose = (next: Theme) => {
    localStorage.setItem(KEY, next);
    setTheme(next);
  };
  return { theme, painted, choose };
}
