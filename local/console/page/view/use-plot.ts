import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import type { Widget } from '../api/console-contract.ts';
import type { Plot } from '../model/series.ts';
import { plotOptions, readColours } from './plot-options.ts';

export interface UsePlotOptions {
  readonly widget: Widget;
  readonly plot: Plot;
  /** Colours are read anew when it changes. */
  readonly painted: string;
  /** Takes the place in the times that the cursor is at. */
  readonly onCursor: (at: number | undefined) => void;
}

/** Keeps a uPlot in the element that the reference goes to, as large as that is. */
export function usePlot({ widget, plot, painted, onCursor }: UsePlotOptions) {
  const element = useRef<HTMLDivElement>(null);
  const drawn = useRef<uPlot>(undefined);
  const newest = useRef(plot);
  newest.current = plot;
  useEffect(() => {
    const target = element.current;
    if (target === null) return;
    const size = () => ({ width: target.clientWidth, height: target.clientHeight });
    const options = plotOptions(widget, newest.current, readColours(), onCursor);
    const made = new uPlot({ ...options, ...size() }, toData(newest.current), target);
    drawn.current = made;
    const observer = new ResizeObserver(() => made.setSize(size()));
    observer.observe(target);
    return () => {
      observer.disconnect();
      made.destroy();
      drawn.current = undefined;
    };
  }, [widget, painted, onCursor]);
  useEffect(() => drawn.current?.setData(toData(plot)), [plot]);
  return element;
}

/** uPlot does not write into what it is given, but its types say that it may. */
function toData({ data }: Plot): uPlot.AlignedData {
  return data as unknown as uPlot.AlignedData;
}
