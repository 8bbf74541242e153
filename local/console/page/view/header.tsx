import { useState } from 'preact/hooks';
import { elsewhere, type Place, RANGES, toHash, type View } from '../model/place.ts';
import { IdentityModal } from './identity-modal.tsx';
import type { Session } from './use-session.ts';
import { THEMES, type Theme } from './use-theme.ts';

const TABS: readonly (readonly [View, string])[] = [
  ['overview', 'Overview'],
  ['batches', 'Batches'],
  ['queues', 'Queues'],
  ['send', 'Send a batch'],
];

export interface HeaderProps {
  readonly place: Place;
  readonly session: Session | undefined;
  readonly theme: Theme;
  readonly chooseTheme: (theme: Theme) => void;
}

export function Header({ place, session, theme, chooseTheme }: HeaderProps) {
  return (
    <header class="top">
      <h1>
        Patchlane <span class="where">local run</span>
      </h1>
      <nav class="tabs" aria-label="Views">
        {TABS.map(([view, title]) => (
          <a key={view} href={toHash(elsewhere(place, { view }))} {...currentIf(isAt(place, view))}>
            {title}
          </a>
        ))}
      </nav>
      <div class="settings">
        {place.view === 'overview' && <RangeLinks place={place} />}
        {session && <Identity place={place} session={session} />}
        <label class="theme">
          <span class="label">Theme</span>
          <select value={theme} onChange={({ currentTarget }) => chooseTheme(themeOf(currentTarget.value))}>
            {THEMES.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </label>
      </div>
    </header>
  );
}

function RangeLinks({ place }: { readonly place: Place }) {
  return (
    <nav class="filter range" aria-label="Range">
      {RANGES.map((minutes) => (
        <a key={minutes} href={toHash({ ...place, minutes })} {...currentIf(minutes === place.minutes)}>
          {minutes} min
        </a>
      ))}
    </nav>
  );
}

function Identity({ place, session }: { readonly place: Place; readonly session: Session }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" class="identity" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        <span class="label">Tenant</span> {session.partner} / {session.tenant}
      </button>
      {open && <IdentityModal place={place} session={session} onClose={() => setOpen(false)} />}
    </>
  );
}

function isAt(place: Place, view: View): boolean {
  return place.view === view || (place.view === 'batch' && view === 'batches');
}

function currentIf(here: boolean) {
  return here ? { 'aria-current': 'page' as const } : {};
}

function themeOf(text: string): Theme {
  return THEMES.find((one) => one === text) ?? 'system';
}
