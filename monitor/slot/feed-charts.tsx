import { useMemo } from 'react';
import type { FeedEntry } from './feed-entries.js';
import { type Chart, seriesOf } from './feed-series.js';
import { lastNumbersOf, type Units } from './feed-units.js';
import { LineChart } from './line-chart.js';

/** More charts than this are not drawn at once. */
const MAX_CHARTS = 12;

export interface FeedChartsProps {
  readonly entries: readonly FeedEntry[];
  readonly units: Units;
}

/** The numbers of a feed over time, a chart for each group of them. */
export function FeedCharts({ entries, units }: FeedChartsProps) {
  const { times, charts } = useMemo(() => seriesOf(entries), [entries]);
  return (
    <div className="feed-charts">
      {charts.slice(0, MAX_CHARTS).map((chart) => (
        <FeedChart key={chart.lines[0]?.field} times={times} chart={chart} units={units} />
      ))}
      {charts.length > MAX_CHARTS && (
        <p className="quiet">{charts.length - MAX_CHARTS} more are in the last message below.</p>
      )}
    </div>
  );
}

interface FeedChartProps {
  readonly times: readonly number[];
  readonly chart: Chart;
  readonly units: Units;
}

function FeedChart({ times, chart, units }: FeedChartProps) {
  const { title, lines } = chart;
  const { texts, unit, factor } = lastNumbersOf(chart, units);
  return (
    <figure className="feed-chart">
      <figcaption>
        <b>{title}</b>{' '}
        {lines.map(({ field, label }, index) => (
          <span key={field} className="value">
            {label} <b>{texts[index]}</b>{' '}
          </span>
        ))}
        {unit}
      </figcaption>
      <LineChart times={times} lines={lines} factor={factor} />
    </figure>
  );
}
