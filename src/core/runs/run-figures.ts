import { groupBy } from '../../lib/group-by.js';
import { type Distribution, distributionOf } from '../figures/distribution.js';
import type { Figure } from '../figures/figure.js';
import { type FigureValues, figuresOf } from '../figures/figures-of.js';
import { LEAST_OTHERS } from '../figures/outlier.js';
import type { SessionRecord } from '../slots/session-record.js';
import type { Run, RunSlot } from './run.js';

/** Sessions and runs are immutable, so each is read once. */
const bySession = new WeakMap<SessionRecord, readonly Figure[]>();
const byRun = new WeakMap<Run, ReadonlyMap<string, Distribution>>();

/** What the run measured on one of its slots; empty before the slot has succeeded, and for a stop or an abort. */
export function figuresOfSlot({ action, operation }: Run, { status, record }: RunSlot): readonly Figure[] {
  if (action !== 'RUN' || status !== 'SUCCEEDED' || record === null) return [];
  const known = bySession.get(record);
  if (known) return known;
  const figures = figuresOf(operation, record.session.data);
  bySession.set(record, figures);
  return figures;
}

/** The distribution of each figure over the slots of a run, by name. A figure with too few values is missing. */
export function figuresAmongSlots(run: Run): ReadonlyMap<string, Distribution> {
  const known = byRun.get(run);
  if (known) return known;
  const distributions = distributionsOf(
    run.slots.map((slot) =>
      Object.fromEntries(figuresOfSlot(run, slot).map(({ name, value }) => [name, value])),
    ),
    LEAST_OTHERS + 1,
  );
  byRun.set(run, distributions);
  return distributions;
}

/** The distribution of each figure over several results; without the figures with fewer than `least` values. */
export function distributionsOf(
  results: readonly FigureValues[],
  least: number,
): ReadonlyMap<string, Distribution> {
  const values = results.flatMap((result) => Object.entries(result));
  const distributions = new Map<string, Distribution>();
  for (const [name, ofName] of groupBy(values, ([name]) => name)) {
    const distribution = distributionOf(
      ofName.map(([, value]) => value),
      least,
    );
    if (distribution) distributions.set(name, distribution);
  }
  return distributions;
}
