import { useMemo } from 'react';
import { numberText, scaleOf } from '../figures/figure-text.js';
import { MonitorFeedUnitsDocument, type MonitorFeedUnitsQuery } from '../generated/graphql.js';
import { useRead } from '../live/use-live.js';
import type { FeedEntry } from './feed-entries.js';
import { type Chart, type Line, seriesOf } from './feed-series.js';
import { LineChart } from './line-chart.js';

/** More charts than this are not drawn at once. */
const MAX_CHARTS = 12;

export interface FeedChartsProps {
  readonly instanceId: string;
  readonly entries: readonly FeedEntry[];
}

/** The numbers of a feed over time, a chart for each group of them. */
export function FeedCharts({ instanceId, entries }: FeedChartsProps) {
  const { data } = useRead(MonitorFeedUnitsDocument, { id: instanceId });
  const units = useMemo(() => unitsOf(data), [data]);
  const { times, charts } = useMemo(() => seriesOf(entries), [entries]);
  return (
    <div className="feed-charts">
      {charts.slice(0, MAX_CHARTS).map((chart) => (
        <FeedChart key={chart.title} times={times} chart={chart} unit={unitOf(chart, units)} />
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
  readonly unit: string | null;
}

function FeedChart({ times, chart: { title, lines }, unit }: FeedChartProps) {
  const lasts = lines.map(lastOf);
  const size = Math.max(0, ...lasts.map((value) => Math.abs(value ?? 0)));
  const { factor, unit: symbol } = scaleOf(size, unit);
  return (
    <figure className="feed-chart">
      <figcaption>
        <b>{title}</b> {symbol !== '' && <span className="quiet">{symbol}</span>}{' '}
        <span>
          {lines.map(({ label }, index) => (
            <span key={label} className="value">
              {label} <b>{textOf(lasts[index], factor)}</b>{' '}
            </span>
          ))}
        </span>
      </figcaption>
      <LineChart times={times} lines={lines} factor={factor} />
    </figure>
  );
}

function textOf(value: number | null | undefined, factor: number): string {
  return value == null ? 'NaN' : numberText(value / factor);
}

function lastOf({ values }: Line): number | null | undefined {
  return values.findLast((value) => value !== undefined);
}

/** The units of the figures that the server reads from the same operations: a feed has none. */
function unitsOf(data: MonitorFeedUnitsQuery | null): ReadonlyMap<string, string | null> {
  const { noise = [], iv = [], biasSteps = [], biasWaves = [], relock = [] } = data ?? {};
  const figures = [noise, iv, biasSteps, biasWaves, relock].flat().flatMap((result) => result.figures);
  return new Map(figures.map(({ name, unit }) => [name, unit]));
}

function unitOf({ lines }: Chart, units: ReadonlyMap<string, string | null>): string | null {
  return lines.map(({ field }) => units.get(field)).find((unit) => unit != null) ?? null;
}
