import 'uplot/dist/uPlot.min.css';
import { useEffect, useLayoutEffect, useRef } from 'react';
import uPlot from 'uplot';
import { useStore } from '../shared/store.js';
import { shownTheme } from '../shared/theme.js';
import { utc } from '../shared/utc.js';
import type { Line } from './feed-series.js';

/** In seconds. */
const MINUTE = 60;

export interface LineChartProps {
  /** In seconds since 1970, ascending. */
  readonly times: readonly number[];
  readonly lines: readonly Line[];
  /** The values are divided by it. */
  readonly factor: number;
}

/** Lines over time. The numbers stand beside it as text, so screen readers skip it. */
export function LineChart({ times, lines, factor }: LineChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(null);
  const theme = useStore(shownTheme);
  const labels = lines.map(({ label }) => label).join('\n');

  // biome-ignore lint/correctness/useExhaustiveDependencies: a canvas must be made again for other colours.
  useLayoutEffect(() => {
    const root = place.current;
    if (!root) return;
    plot.current = new uPlot(optionsFor(root, labels.split('\n')), [[]], root);
    const resizing = new ResizeObserver(() => plot.current?.setSize(sizeOf(root)));
    resizing.observe(root);
    return () => {
      resizing.disconnect();
      plot.current?.destroy();
      plot.current = null;
    };
  }, [labels, theme]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new canvas is empty.
  useEffect(() => {
    const columns = lines.map(({ values }) =>
      values.map((value) => (value == null ? value : value / factor)),
    );
    plot.current?.setData([[...times], ...columns]);
  }, [times, lines, factor, labels, theme]);

  return <div ref={place} className="line-chart" aria-hidden="true" />;
}

function sizeOf({ clientWidth, clientHeight }: HTMLElement): Pick<uPlot.Options, 'width' | 'height'> {
  return { width: clientWidth, height: clientHeight };
}

/** A canvas has no style sheet, so the tokens are read. */
function optionsFor(root: HTMLElement, labels: readonly string[]): uPlot.Options {
  const style = getComputedStyle(root);
  const token = (name: string) => style.getPropertyValue(name).trim();
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  const size = Number.parseFloat(token('--t-xs')) * rem;
  const axis: uPlot.Axis = {
    stroke: token('--text-3'),
    font: `${size}px ${token('--font')}`,
    grid: { stroke: token('--line'), width: 1 },
    ticks: { show: false },
    gap: size / 2,
  };
  // The median is what people look at; the other quantiles are the ground it stands on.
  const hasMedian = labels.includes('q50');
  const strokeOf = (label: string) => token(hasMedian && label !== 'q50' ? '--text-3' : '--text-2');
  return {
    ...sizeOf(root),
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
    legend: { show: false },
    cursor: { show: false },
    padding: [size, size * 3, 0, 0],
    scales: {
      // With one moment, the high end would be a day later.
      x: {
        range: ({ data: [times] }, low, high) => (times.length < 2 ? around(low, MINUTE / 2) : [low, high]),
      },
      y: { range: (_, low, high) => (low === high ? around(low, 1) : uPlot.rangeNum(low, high, 0.1, true)) },
    },
    series: [
      {},
      ...labels.map((label) => ({
        stroke: strokeOf(label),
        width: label === 'q50' ? 2 : 1,
        points: { size: size / 2, fill: strokeOf(label) },
      })),
    ],
    axes: [
      {
        ...axis,
        size: size * 2,
        space: size * 7,
        values: (_, times) => times.map((time) => utc(time * 1000)),
      },
      {
        ...axis,
        size: size * 5,
        space: size * 3,
        values: (_, values) => values.map((value) => String(Number(value.toPrecision(6)))),
      },
    ],
  };
}

/** A single moment or value stands in the middle. */
function around(value: number, margin: number): [number, number] {
  return [value - margin, value + margin];
}
