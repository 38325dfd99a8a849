import { useEffect, useState } from 'preact/hooks';
import { Avatar } from './avatar.tsx';
import { BoltIcon, Logo, MenuIcon, MoonIcon, PanelIcon, SunIcon } from './icons.tsx';
import { usePage } from './page-context.ts';

export function TopBar({ onMenu, railOpen }: { readonly onMenu: () => void; readonly railOpen: boolean }) {
  const page = usePage();
  const toggle = (panel: 'platforms' | 'trouble') => page.openPanel(page.panel === panel ? undefined : panel);
  return (
    <header class="top-bar">
      <button
        class="icon-button only-narrow"
        aria-label="Channels and people"
        aria-expanded={railOpen}
        onClick={onMenu}
      >
        <MenuIcon />
      </button>
      <Logo size={24} />
      <span class="product">
        Cabeceo <span class="product-note">sandbox</span>
      </span>
      <span class="spacer" />
      <button
        class="bar-button only-narrow"
        onClick={onMenu}
        aria-label={`Acting as ${page.me.realName}. Change`}
      >
        <Avatar user={page.me} size={24} />
      </button>
      <button
        aria-label="Make trouble"
        class="bar-button"
        aria-pressed={page.panel === 'trouble'}
        onClick={() => toggle('trouble')}
      >
        <BoltIcon />
        <span class="only-wide">Make trouble</span>
      </button>
      <button
        class="bar-button"
        aria-label="Platforms"
        aria-pressed={page.panel === 'platforms'}
        onClick={() => toggle('platforms')}
      >
        <PanelIcon />
        <span class="only-wide">Platforms</span>
      </button>
      <ThemeButton />
    </header>
  );
}

function ThemeButton() {
  const [dark, setDark] = useState(isDark);
  useEffect(() => {
    const preference = matchMedia('(prefers-color-scheme: dark)');
    const follow = () => setDark(isDark());
    preference.addEventListener('change', follow);
    return () => preference.removeEventListener('change', follow);
  }, []);
  const change = () => {
    const theme = dark ? 'light' : 'dark';
    document.documentElement.dataset['theme'] = theme;
    try {
      localStorage.setItem('cabeceo.theme', theme);
    } catch {
      // The theme lasts until the page is loaded again.
    }
    setDark(!dark);
  };
  return (
    <button class="bar-button" aria-label={dark ? 'Light theme' : 'Dark theme'} onClick={change}>
      {dark ? <SunIcon /> : <MoonIcon />}
    </button>
  );
}

function isDark(): boolean {
  const theme = document.documentElement.dataset['theme'];
  return theme === undefined ? matchMedia('(prefers-color-scheme: dark)').matches : theme === 'dark';
}
