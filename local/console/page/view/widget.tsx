import type { Alarm, MetricData, Widget } from '../api/console-contract.ts';
import { formatValue } from '../model/format.ts';
import { lastOf } from '../model/series.ts';
import { Chart } from './chart.tsx';
import { Markdown } from './markdown.tsx';
import { RunbookLink } from './runbook-link.tsx';
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

function Alarms({ alarms }: { readonly alarms: readonly Alarm[] }) {
  return (
    <ul class="alarms">
      {alarms.map(({ name, severity, state, runbook, reason }) => (
        <li key={name} title={reason}>
          <State name={state} />
          <span class="alarm-name">{name}</span>
          <span class="severity">{severity}</span>
          <RunbookLink runbook={runbook} about={name} />
        </li>
      ))}
    </ul>
  );
}
