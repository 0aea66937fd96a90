import { useMemo } from 'react';
import { useRead } from '../context/use-live.js';
import { numberText, scaleOf } from '../figures/figure-text.js';
import { MonitorFeedUnitsDocument, type MonitorFeedUnitsQuery } from '../generated/graphql.js';
import type { Chart, Line } from './feed-series.js';

/** The units of numbers in feeds, by their names. */
export type Units = ReadonlyMap<string, string | null>;

/**
 * A feed has no units: they are those of the figures that the server reads from the same operations.
 *
 * @param lastEnd when the last operation on the slot ended: there may be new figures
 */
export function useFeedUnits(instanceId: string, lastEnd: string | null): Units {
  const { data } = useRead(MonitorFeedUnitsDocument, { id: instanceId }, lastEnd);
  return useMemo(() => unitsOf(data), [data]);
}

function unitsOf(data: MonitorFeedUnitsQuery | null): Units {
  const { noise = [], iv = [], biasSteps = [], biasWaves = [], relock = [] } = data ?? {};
  const figures = [noise, iv, biasSteps, biasWaves, relock].flat().flatMap((result) => result.figures);
  return new Map(figures.map(({ name, unit }) => [name, unit]));
}

/** The last numbers of a chart as text, all in one unit. */
export interface LastNumbers {
  /** In the order of the lines. */
  readonly texts: readonly string[];
  /** Empty for numbers without a unit. */
  readonly unit: string;
  readonly factor: number;
}

export function lastNumbersOf({ lines }: Chart, units: Units): LastNumbers {
  const values = lines.map(lastOf);
  const known = lines.map(({ field }) => units.get(field)).find((unit) => unit != null) ?? null;
  const { factor, unit } = scaleOf(Math.max(0, ...values.map((value) => Math.abs(value ?? 0))), known);
  return { texts: values.map((value) => (value == null ? 'NaN' : numberText(value / factor))), unit, factor };
}

function lastOf({ values }: Line): number | null | undefined {
  return values.findLast((value) => value !== undefined);
}
