import {
  GraphWidget,
  type GraphWidgetProps,
  type IMetric,
  type IWidget,
  SingleValueWidget,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';

/** Of the grid's 24 columns. */
export const FULL_WIDTH = 24;
const GRAPH_HEIGHT = 6;

/** One row of the dashboard: its heading, then its widgets side by side. */
export function row(title: string, says: string, ...widgets: readonly IWidget[]): IWidget[][] {
  const heading = new TextWidget({ markdown: `## ${title}\n${says}`, width: FULL_WIDTH, height: 2 });
  return [[heading], [...widgets]];
}

/** What stands at the axis: the unit of every metric in the graph. */
type Unit = 'Count' | 'Milliseconds' | 'Seconds' | 'Percent' | 'Units' | 'USD';

interface GraphOptions extends Pick<GraphWidgetProps, 'stacked' | 'leftAnnotations'> {
  /** Of the 24 columns. */
  readonly width: number;
}

export function graph(
  title: string,
  unit: Unit,
  metrics: readonly IMetric[],
  { width, ...options }: GraphOptions,
): IWidget {
  return new GraphWidget({
    title,
    left: [...metrics],
    leftYAxis: { label: unit, min: 0, showUnits: false },
    width,
    height: GRAPH_HEIGHT,
    ...options,
  });
}

/** The latest values, with the line that led to them. */
export function values(title: string, metrics: readonly IMetric[], width: number): IWidget {
  return new SingleValueWidget({
    title,
    metrics: [...metrics],
    width,
    height: GRAPH_HEIGHT,
    sparkline: true,
  });
}
