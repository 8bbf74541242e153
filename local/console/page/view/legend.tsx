import type { Widget } from '../api/console-contract.ts';
import { formatValue } from '../model/format.ts';
import { measured } from '../model/series.ts';
import { dashOf } from './plot-options.ts';

export interface LegendProps {
  readonly widget: Widget;
  /** When the values are of. */
  readonly heading: string;
  readonly valueAt: (id: string) => number | null;
}

/** Tells lines apart by colour and by dashes, and says what has no source here. */
export function Legend({ widget, heading, valueAt }: LegendProps) {
  const lines = measured(widget);
  const twoAxes = lines.some(({ axis }) => axis === 'right');
  return (
    <table class="legend">
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
        {lines.map(({ id, label, unit, axis }, at) => (
          <tr key={id}>
            <th scope="row">
              <Swatch at={at} />
              {label}
              {twoAxes && axis === 'right' && <span class="axis"> (right)</span>}
            </th>
            <td class="figure">{formatValue(valueAt(id), unit)}</td>
          </tr>
        ))}
        {widget.annotations?.map(({ value, label }) => (
          <tr key={`${label} ${value}`} class="annotation">
            <th scope="row">
              <Swatch />
              {label || 'threshold'}
            </th>
            <td class="figure">{formatValue(value, lines[0]?.unit)}</td>
          </tr>
        ))}
        {widget.series
          .filter((one) => !one.measured)
          .map(({ id, label }) => (
            <tr key={id} class="unmeasured">
              <th scope="row">{label}</th>
              <td>not measured here</td>
            </tr>
          ))}
      </tbody>
    </table>
  );
}

/** @param at place of the line; absent: a threshold */
function Swatch({ at }: { readonly at?: number }) {
  const dash = at === undefined ? '2 2' : dashOf(at).join(' ');
  return (
    <svg
      class={`swatch ${at === undefined ? 'threshold' : `line-${at % 8}`}`}
      viewBox="0 0 20 8"
      aria-hidden="true"
    >
      <path d="M0 4h20" stroke-dasharray={dash} />
    </svg>
  );
}
