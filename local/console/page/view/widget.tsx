import type { Alarm, MetricData, Widget } from '../api/console-contract.ts';
import { formatValue } from '../model/format.ts';
import { titleOf } from '../model/health.ts';
import { lastOf } from '../model/series.ts';
import { Chart } from './chart.tsx';
import { Markdown } from './markdown.tsx';
import { State } from './state.tsx';

export interface WidgetBodyProps {
  readonly widget: Widget;
  readonly data: MetricData | undefined;
  readonly painted: string;
}

export function WidgetBody({ widget, data, painted }: WidgetBodyProps) {
  switch (widget.kind) {
    case 'text':
      return <Markdown text={widget.markdown ?? ''} />;
    case 'alarms':
      return <Alarms alarms={data?.alarms ?? []} />;
    case 'number':
      return <Numbers widget={widget} data={data} />;
    case 'timeseries':
      return <Chart widget={widget} data={data} painted={painted} />;
  }
}

function Numbers({ widget, data }: Omit<WidgetBodyProps, 'painted'>) {
  return (
    <dl class="numbers">
      {widget.series.map(({ id, label, unit, measured }) => (
        <div key={id}>
          <dt>{label}</dt>
          {measured ? (
            <dd class="big">{formatValue(lastOf(data?.widgets[widget.id]?.[id]), unit)}</dd>
          ) : (
            <dd class="unmeasured">not measured on the local run</dd>
          )}
        </div>
      ))}
    </dl>
  );
}

/** A line each; what is wrong with one, and its article, stand in the first line of the page. */
function Alarms({ alarms }: { readonly alarms: readonly Alarm[] }) {
  return (
    <ul class="alarms">
      {alarms.map((alarm) => (
        <li key={alarm.name} title={`${alarm.severity}: ${alarm.says}`}>
          <State name={alarm.state} />
          <span class="prose">{titleOf(alarm)}</span>
        </li>
      ))}
    </ul>
  );
}
