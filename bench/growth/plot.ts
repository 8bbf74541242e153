import { LineChart, type LineSeriesOption } from 'echarts/charts';
import { GridComponent, LegendComponent, MarkLineComponent, TitleComponent } from 'echarts/components';
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
  readonly max?: number;
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

use([LineChart, GridComponent, LegendComponent, MarkLineComponent, TitleComponent, SVGRenderer]);

/** Two panels side by side as SVG; the same for the same figures. */
export function renderPlot(title: string, panels: readonly [Panel, Panel]): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: HEIGHT });
  try {
    chart.setOption(optionOf(title, panels));
    // Names of classes count the charts of the process.
    return `${chart.renderToSVGString().replaceAll(/\bzr\d+-/g, 'zr-')}\n`;
  } finally {
    chart.dispose();
  }
}

function optionOf(title: string, panels: readonly [Panel, Panel]): EChartsCoreOption {
  const width = WIDTH / 2 - MARGIN - 20;
  const leftOf = (at: number) => MARGIN + (at * WIDTH) / 2;
  return {
    animation: false,
    backgroundColor: '#fff',
    color: COLOURS,
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
    grid: panels.map((_, at) => ({ left: leftOf(at), width, top: 75, bottom: 90, containLabel: false })),
    legend: { bottom: 10, data: namesOf(panels), textStyle: { color: INK } },
    xAxis: panels.map(({ x }, at) => ({ ...axisOf(x, 28), gridIndex: at })),
    yAxis: panels.map(({ y }, at) => ({ ...axisOf(y, 50), gridIndex: at })),
    series: panels.flatMap((panel, at) => seriesOf(panel, at, namesOf(panels))),
  };
}

function namesOf(panels: readonly Panel[]): string[] {
  return [...new Set(panels.flatMap(({ lines }) => lines.map(({ name }) => name)))];
}

function axisOf({ name, scale, max }: Axis, nameGap: number) {
  return {
    type: scale,
    name,
    nameLocation: 'middle',
    nameGap,
    nameTextStyle: { color: INK },
    axisLabel: { color: INK },
    splitLine: { lineStyle: { color: '#ddd' } },
    ...(max !== undefined && { max }),
  };
}

/** A line of the same name has the same colour in both panels. */
function seriesOf({ lines, budget }: Panel, at: number, names: readonly string[]): LineSeriesOption[] {
  return lines.map(({ name, points }, index) => ({
    type: 'line',
    name,
    xAxisIndex: at,
    yAxisIndex: at,
    data: points.map((point) => [...point]),
    symbol: points.length > 20 ? 'none' : 'circle',
    symbolSize: 7,
    itemStyle: { color: COLOURS[names.indexOf(name)] ?? INK },
    ...(budget !== undefined && index === 0 && { markLine: budgetLine(budget) }),
  }));
}

function budgetLine({
  name,
  value,
}: NonNullable<Panel['budget']>): NonNullable<LineSeriesOption['markLine']> {
  return {
    symbol: 'none',
    silent: true,
    lineStyle: { color: '#c00', type: 'dashed' },
    label: { formatter: name, position: 'insideEndTop', color: '#c00' },
    data: [{ yAxis: value }],
  };
}
