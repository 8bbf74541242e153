import { LineChart, type LineSeriesOption } from 'echarts/charts';
import { GridComponent, LegendComponent, TitleComponent } from 'echarts/components';
import { type EChartsCoreOption, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

/** Lines over one pair of axes. */
export interface Panel {
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly lines: readonly Line[];
  /** What the values are held to. */
  readonly budget?: { readonly name: string; readonly value: number };
}

interface Axis {
  /** With its unit. */
  readonly name: string;
  /** Logarithmic where decades are spanned. */
  readonly scale: 'log' | 'value';
}

interface Line {
  readonly name: string;
  readonly points: readonly (readonly [number, number])[];
}

const WIDTH = 800;
const HEIGHT = 400;
const MARGIN = 80;
const INK = '#333';
/** Apart from each other for those who see no red or green, too. */
const COLOURS = ['#0072b2', '#d55e00', '#009e73'];
const BUDGET_COLOUR = '#c00';
/** Points that are marked on their line; with more they would hide it. */
const MOST_MARKED = 20;

use([LineChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);

/** Two panels side by side as SVG; the same for the same figures. */
export function renderPlot(title: string, panels: readonly [Panel, Panel]): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: HEIGHT });
  try {
    chart.setOption(optionOf(title, panels));
    return `${withoutCounters(chart.renderToSVGString())}\n`;
  } finally {
    chart.dispose();
  }
}

/** Names count the charts that the process has made; those of classes are for the pointer alone, which a picture does not have. */
function withoutCounters(svg: string): string {
  return svg
    .replaceAll(/ class="[^"]*"/g, '')
    .replace(/<style.*?<\/style>\n?/s, '')
    .replaceAll(/\bzr\d+-/g, 'zr-');
}

function optionOf(title: string, panels: readonly [Panel, Panel]): EChartsCoreOption {
  const width = WIDTH / 2 - MARGIN - 20;
  const leftOf = (at: number) => MARGIN + (at * WIDTH) / 2;
  return {
    animation: false,
    backgroundColor: '#fff',
    textStyle: { color: INK, fontSize: 12 },
    title: [
      { text: title, left: 'center', top: 10, textStyle: { fontSize: 16, color: INK } },
      ...panels.map((panel, at) => ({
        text: panel.title,
        left: leftOf(at) + width / 2,
        top: 42,
        textAlign: 'center',
        textStyle: { fontSize: 13, fontWeight: 'normal', color: INK },
      })),
    ],
    grid: panels.map((_, at) => ({ left: leftOf(at), width, top: 75, bottom: 90 })),
    legend: { bottom: 10, icon: 'rect', itemHeight: 4, data: namesOf(panels), textStyle: { color: INK } },
    // A decade before the first value would be empty; a linear axis begins at 0.
    xAxis: panels.map(({ x }, at) => ({
      ...axisOf(x, 28),
      ...(x.scale === 'log' && { min: 'dataMin' }),
      gridIndex: at,
    })),
    yAxis: panels.map(({ y }, at) => ({ ...axisOf(y, 50), gridIndex: at })),
    series: panels.flatMap((panel, at) => seriesOf(panel, at, namesOf(panels))),
  };
}

function namesOf(panels: readonly Panel[]): string[] {
  return [...new Set(panels.flatMap((panel) => linesOf(panel).map(({ name }) => name)))];
}

/** The lines, and that of the budget over all their width. */
function linesOf({ lines, budget }: Panel): readonly Line[] {
  if (budget === undefined) return lines;
  const xs = lines.flatMap(({ points }) => points.map(([x]) => x));
  const ends = [Math.min(...xs), Math.max(...xs)];
  return [...lines, { name: budget.name, points: ends.map((x) => [x, budget.value]) }];
}

function axisOf({ name, scale }: Axis, nameGap: number) {
  return {
    type: scale,
    name,
    nameLocation: 'middle',
    nameGap,
    nameTextStyle: { color: INK },
    axisLabel: { color: INK },
    splitLine: { lineStyle: { color: '#ddd' } },
  };
}

/** A line of the same name has the same colour in both panels. */
function seriesOf(panel: Panel, at: number, names: readonly string[]): LineSeriesOption[] {
  return linesOf(panel).map(({ name, points }) => {
    const isBudget = name === panel.budget?.name;
    return {
      type: 'line',
      name,
      xAxisIndex: at,
      yAxisIndex: at,
      data: points.map((point) => [...point]),
      symbol: isBudget || points.length > MOST_MARKED ? 'none' : 'circle',
      symbolSize: 7,
      lineStyle: { type: isBudget ? 'dashed' : 'solid' },
      itemStyle: { color: isBudget ? BUDGET_COLOUR : (COLOURS[names.indexOf(name)] ?? INK) },
    };
  });
}
