import { useMemo } from 'react';
import { useRead } from '../context/use-live.js';
import { MonitorRunDetailsDocument, type MonitorRunDetailsQuery } from '../generated/graphql.js';
import type { RunProgress } from '../runs/run-model.js';

export type SlotDetails = NonNullable<MonitorRunDetailsQuery['run']>['slots'][number];

export interface RunDetails {
  /** By the id of the slot in the run. */
  readonly details: ReadonlyMap<string, SlotDetails>;
  readonly error: string | null;
}

/**
 * Parameters, tracebacks and messages of the slots of a run. They are large, so they are read only when the run is
 * opened, when it has ended, and when an unfolded slot has changed.
 *
 * @param unfolded the slots whose details are shown, by instance id
 */
export function useDetails(run: RunProgress, unfolded: ReadonlySet<string>): RunDetails {
  const shown = run.slots.filter(({ instanceId }) => unfolded.has(instanceId));
  const state = [run.endTime, ...shown.map(({ id, status }) => id + status)].join();
  const { data, error } = useRead(MonitorRunDetailsDocument, { id: run.id }, state);
  const details = useMemo(() => new Map(data?.run?.slots.map((slot) => [slot.id, slot])), [data]);
  return { details, error };
}
