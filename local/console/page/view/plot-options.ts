import type uPlot from 'uplot';
import type { Widget } from '../api/console-contract.ts';
import { formatTick, formatValue } from '../model/format.ts';
import { measured, type Plot } from '../model/series.ts';

const DASHES: readonly (readonly number[])[] = [
  [],
  [6, 3],
  [2, 2],
  [9, 3, 2, 3],
  [4, 4],
  [1, 3],
  [12, 3],
  [6, 2, 2, 2],
];

/** How many lines have a colour of their own; see style/colours.css. */
export const COLOURS = 8;

export function dashOf(at: number): readonly number[] {
  // The second round of colours has other dashes than the first.
  return DASHES[(at + Math.floor(at / COLOURS)) % DASHES.length] ?? [];
}

export interface Colours {
  readonly line: (at: number) => string;
  readonly fill: (at: number) => string;
  readonly text: string;
  readonly grid: string;
  readonly threshold: string;
}

/** The colours of the theme that holds now: a canvas knows no custom properties. */
export function readColours(): Colours {
  const style = getComputedStyle(document.documentElement);
  const of = (name: string) => style.getPropertyValue(name).trim();
  return {
    line: (at) => of(`--line-${at % COLOURS}`),
    fill: (at) => `${of(`--line-${at % COLOURS}`)}40`,
    text: of('--text-quiet'),
    grid: of('--rule'),
    threshold: of('--bad'),
  };
}

const FONT = '11px system-ui, sans-serif';
const AXIS_WIDTH = 64;

/** uPlot's options of a widget, without its size. */
export function plotOptions(
  widget: Widget,
  { bands }: Plot,
  colours: Colours,
  onCursor: (at: number | undefined) => void,
): Omit<uPlot.Options, 'width' | 'height'> {
  const lines = measured(widget);
  const hasRight = lines.some(({ axis }) => axis === 'right');
  return {
    legend: { show: false },
    padding: [8, hasRight ? 0 : 8, 0, 0],
    cursor: {
      y: false,
      drag: { x: false, y: false },
      points: { size: 5 },
      sync: { key: 'dashboard', setSeries: false },
    },
    scales: { x: { time: true }, left: scaleOf(widget, 'left'), right: scaleOf(widget, 'right') },
    axes: [
      xAxis(colours),
      yAxis(widget, 'left', colours),
      ...(hasRight ? [yAxis(widget, 'right', colours)] : []),
    ],
    series: [
      {},
      ...lines.map(({ label, axis }, at) => ({
        label,
        scale: axis,
        stroke: colours.line(at),
        width: 1.5,
        dash: [...dashOf(at)],
        points: { size: 4, fill: colours.line(at) },
        ...(widget.stacked && at === 0 ? { fill: colours.fill(0) } : {}),
      })),
    ],
    bands: bands.map(([above, below]) => ({ series: [above, below], fill: colours.fill(above - 1) })),
    hooks: {
      setCursor: [({ cursor: { idx } }) => onCursor(idx ?? undefined)],
      draw: [(plot) => drawThresholds(plot, widget, colours)],
    },
  };
}

/** From nothing up unless the dashboard says otherwise; a threshold stretches the scale only when the data comes near. */
function scaleOf({ yAxis: axes, annotations = [] }: Widget, side: 'left' | 'right'): uPlot.Scale {
  const { min = 0, max } = axes?.[side] ?? {};
  return {
    range: (_, __, dataMax) => {
      const highest = dataMax ?? 0;
      const near = annotations
        .map(({ value }) => value)
        .filter((value) => side === 'left' && value <= 2 * highest);
      const top = max ?? Math.max(highest, ...near) * 1.1;
      return [min, top > min ? top : min + 1];
    },
  };
}

function xAxis({ text, grid }: Colours): uPlot.Axis {
  return {
    stroke: text,
    font: FONT,
    grid: { show: false },
    ticks: { stroke: grid, size: 4 },
    size: 26,
    space: 60,
    values: (_, splits, __, ___, increment) =>
      splits.map((second) => formatTick(second * 1000, increment * 1000)),
  };
}

function yAxis(widget: Widget, side: 'left' | 'right', { text, grid }: Colours): uPlot.Axis {
  const unit = measured(widget).find(({ axis, unit }) => axis === side && unit !== undefined)?.unit;
  return {
    scale: side,
    side: side === 'left' ? 3 : 1,
    stroke: text,
    font: FONT,
    size: AXIS_WIDTH,
    space: 28,
    grid: { show: side === 'left', stroke: grid, width: 1 },
    ticks: { show: false },
    values: (_, splits) => splits.map((value) => formatValue(value, unit)),
  };
}

function drawThresholds(
  { ctx, bbox, valToPos, scales }: uPlot,
  { annotations = [] }: Widget,
  colours: Colours,
): void {
  const top = scales['left']?.max ?? 0;
  ctx.save();
  ctx.strokeStyle = colours.threshold;
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([2 * devicePixelRatio, 2 * devicePixelRatio]);
  for (const { value } of annotations) {
    if (value > top) continue;
    const y = Math.round(valToPos(value, 'left', true));
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
  }
  ctx.restore();
}
