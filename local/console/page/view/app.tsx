import { readDashboard, readData } from '../api/console-api.ts';
import type { Place } from '../model/place.ts';
import { windowOf } from '../model/series.ts';
import { BatchView } from './batch.tsx';
import { BatchesView } from './batches.tsx';
import { Dashboard } from './dashboard.tsx';
import { Header } from './header.tsx';
import { HealthLine } from './health-line.tsx';
import { Notice } from './notice.tsx';
import { QueuesView } from './queues.tsx';
import { SendView } from './send.tsx';
import { usePlace } from './use-place.ts';
import { usePolled } from './use-polled.ts';
import { type Session, useSession } from './use-session.ts';
import { useTheme } from './use-theme.ts';

const DATA_EVERY_MS = 2000;

/** The whole page: where the reader is decides what is under the first line. */
export function App() {
  const place = usePlace();
  const theme = useTheme();
  const session = useSession(place);
  const layout = usePolled(readDashboard, undefined, []);
  const metrics = usePolled(
    (signal) => readData(windowOf(place.minutes, Date.now()), signal),
    DATA_EVERY_MS,
    [place.minutes],
  );
  return (
    <>
      <button type="button" class="skip" onClick={() => document.getElementById('main')?.focus()}>
        Skip to content
      </button>
      <Header place={place} session={session.data} theme={theme.theme} chooseTheme={theme.choose} />
      <HealthLine alarms={metrics.data?.alarms} error={metrics.error} />
      <main id="main" tabIndex={-1}>
        {place.view === 'overview' && (
          <Dashboard place={place} layout={layout} data={metrics.data} painted={theme.painted} />
        )}
        {place.view === 'queues' && <QueuesView place={place} />}
        {needsTenant(place) && session.error && !session.data && (
          <Notice title="No token could be had" error={session.error} />
        )}
        {session.data && <TenantView key={tenantKey(session.data)} place={place} session={session.data} />}
      </main>
    </>
  );
}

/** The views that speak for a tenant. */
function TenantView({ place, session }: { readonly place: Place; readonly session: Session }) {
  switch (place.view) {
    case 'batches':
      return <BatchesView place={place} session={session} />;
    case 'batch':
      return <BatchView key={place.batchId} place={place} session={session} />;
    case 'send':
      return <SendView place={place} session={session} />;
    default:
      return null;
  }
}

function needsTenant({ view }: Place): boolean {
  return view !== 'overview' && view !== 'queues';
}

function tenantKey({ partner, tenant }: Session): string {
  return JSON.stringify([partner, tenant]);
}
