import type { Widget, WidgetData } from '../api/console-contract.ts';
import { formatValue } from '../model/format.ts';
import { lastOf, measured, type Series } from '../model/series.ts';
import { COLOURS, dashOf } from './plot-options.ts';

export interface LegendProps {
  readonly widget: Widget;
  readonly values: WidgetData;
  /** When the values are of. */
  readonly heading: string;
  readonly valueAt: (id: string) => number | null;
}

/** Tells lines apart by colour and by dashes, and says what has no source here, or nothing in this range. */
export function Legend({ widget, values, heading, valueAt }: LegendProps) {
  const lines = measured(widget);
  const drawn = lines.filter(({ id }) => lastOf(values[id]) !== null);
  const silent = lines.filter((line) => !drawn.includes(line));
  const unmeasured = widget.series.filter((one) => !one.measured);
  return (
    <div class="legend">
      {drawn.length > 0 && (
        <table>
          <thead>
            <tr>
              <th scope="col">
                <span class="unseen">Series</span>
              </th>
              <th scope="col" class="figure">
                {heading}
              </th>
            </tr>
          </thead>
          <tbody>
            {drawn.map((line) => (
              <Row key={line.id} line={line} at={lines.indexOf(line)} value={valueAt(line.id)} />
            ))}
            {widget.annotations?.map(({ value, label }) => (
              <tr key={`${label} ${value}`}>
                <th scope="row">
                  <Swatch />
                  {label || 'threshold'}
                </th>
                <td class="figure">{formatValue(value, lines[0]?.unit)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <Names title="No data" series={silent} />
      <Names title="Not measured on the local run" series={unmeasured} />
    </div>
  );
}

function Row({
  line,
  at,
  value,
}: {
  readonly line: Series;
  readonly at: number;
  readonly value: number | null;
}) {
  return (
    <tr>
      <th scope="row">
        <Swatch at={at} />
        {line.label}
        {line.axis === 'right' && <span class="quiet"> (right)</span>}
      </th>
      <td class="figure">{formatValue(value, line.unit)}</td>
    </tr>
  );
}

const FEW = 3;

/** Series without a line: named where they are few, else behind their number. */
function Names({ title, series }: { readonly title: string; readonly series: readonly Series[] }) {
  if (series.length === 0) return null;
  const names = series.map(({ label }) => label).join(', ');
  if (series.length <= FEW) {
    return (
      <p class="quiet">
        {title}: {names}
      </p>
    );
  }
  return (
    <details class="quiet">
      <summary>
        {title}: {series.length} series
      </summary>
      {names}
    </details>
  );
}

/** @param at place of the line; absent: a threshold */
function Swatch({ at }: { readonly at?: number }) {
  const dash = at === undefined ? '2 2' : dashOf(at).join(' ');
  const look = at === undefined ? 'threshold' : `line-${at % COLOURS}`;
  return (
    <svg class={`swatch ${look}`} viewBox="0 0 20 8" aria-hidden="true">
      <path d="M0 4h20" stroke-dasharray={dash} />
    </svg>
  );
}
