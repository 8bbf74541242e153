import { useMemo, useState } from 'preact/hooks';
import type { MetricData, Widget, WidgetData } from '../api/console-contract.ts';
import { formatTime, formatValue } from '../model/format.ts';
import { hasValues, lastOf, measured, toPlot } from '../model/series.ts';
import { Legend } from './legend.tsx';
import { usePlot } from './use-plot.ts';

export interface ChartProps {
  readonly widget: Widget;
  readonly data: MetricData | undefined;
  readonly painted: string;
}

/** Lines over time with a legend that has each one's last value, or the value under the cursor. */
export function Chart({ widget, data, painted }: ChartProps) {
  const [cursor, setCursor] = useState<number | undefined>(undefined);
  const times = data?.times ?? NONE;
  const values = data?.widgets[widget.id] ?? NO_VALUES;
  const plot = useMemo(() => toPlot(times, widget, values), [times, widget, values]);
  const canvas = usePlot({ widget, plot, painted, onCursor: setCursor });
  const at = cursor === undefined ? undefined : times[cursor];
  const valueAt = (id: string) =>
    cursor === undefined ? lastOf(values[id]) : (values[id]?.[cursor] ?? null);
  const lines = measured(widget);
  if (lines.length === 0) return <p class="unmeasured">Not measured on the local run.</p>;
  const spoken = lines
    .map(({ id, label, unit }) => `${label} ${formatValue(lastOf(values[id]), unit)}`)
    .join(', ');
  return (
    <>
      <div class="plot" role="img" aria-label={`${widget.title}, last values: ${spoken}`}>
        <div class="plot-canvas" ref={canvas} />
        {data !== undefined && !hasValues(widget, values) && <p class="no-data">No data in this range</p>}
      </div>
      <Legend
        widget={widget}
        values={values}
        heading={at === undefined ? 'last' : formatTime(at)}
        valueAt={valueAt}
      />
    </>
  );
}

const NONE: readonly number[] = [];
const NO_VALUES: WidgetData = {};
