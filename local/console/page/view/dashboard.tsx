import type { MetricData, Widget } from '../api/console-contract.ts';
import type { Place } from '../model/place.ts';
import { Notice } from './notice.tsx';
import type { Polled } from './use-polled.ts';
import { WidgetBody } from './widget.tsx';

export interface DashboardProps {
  readonly place: Place;
  readonly layout: Polled<{ readonly widgets: readonly Widget[] }>;
  readonly data: MetricData | undefined;
  /** Changes when colours do. */
  readonly painted: string;
}

/** The widgets where CloudWatch has them; under each other, in the order of reading, where the page is narrow. */
export function Dashboard({ place, layout, data, painted }: DashboardProps) {
  if (layout.error) return <Notice title="The dashboard could not be read" error={layout.error} />;
  if (layout.data === undefined) return <p class="empty">Reading the dashboard</p>;
  const widgets = layout.data.widgets.toSorted((a, b) => a.y - b.y || a.x - b.x);
  return (
    <section
      class="grid"
      aria-label={`Dashboard, last ${place.minutes} minutes`}
      aria-busy={data === undefined}
    >
      {widgets.map((widget) => (
        <article
          key={widget.id}
          class={`widget widget-${widget.kind}`}
          aria-label={widget.title || 'Text'}
          style={{
            '--column': widget.x + 1,
            '--row': widget.y + 1,
            '--columns': widget.width,
            '--rows': widget.height,
          }}
        >
          {widget.title !== '' && <h2>{widget.title}</h2>}
          <WidgetBody widget={widget} data={data} painted={painted} />
        </article>
      ))}
    </section>
  );
}
