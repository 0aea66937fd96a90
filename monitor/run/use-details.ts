import { useEffect, useState } from 'react';
import { useMonitor } from '../context/context.js';
import { MonitorRunDetailsDocument, type MonitorRunDetailsQuery } from '../generated/graphql.js';
import type { RunProgress } from '../runs/run-model.js';

export type SlotDetails = NonNullable<MonitorRunDetailsQuery['run']>['slots'][number];

const NONE: ReadonlyMap<string, SlotDetails> = new Map();

/**
 * Parameters, tracebacks and messages of the slots of a run, by the id of the slot in the run. They are large, so they
 * are read only when the run is opened, when it has ended, and when an unfolded slot has changed.
 *
 * @param unfolded the slots whose details are shown, by instance id
 */
export function useDetails(
  run: RunProgress,
  unfolded: ReadonlySet<string>,
): ReadonlyMap<string, SlotDetails> {
  const { client } = useMonitor();
  const [details, setDetails] = useState(NONE);
  const shown = run.slots.filter(({ instanceId }) => unfolded.has(instanceId));
  const state = [run.endTime, ...shown.map(({ id, status }) => id + status)].join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: `state` says when they are read again.
  useEffect(() => {
    let isOver = false;
    client
      .query({ query: MonitorRunDetailsDocument, variables: { id: run.id }, fetchPolicy: 'no-cache' })
      .then(({ data }) => {
        if (!isOver && data?.run) setDetails(new Map(data.run.slots.map((slot) => [slot.id, slot])));
      })
      // Without a connection the page says so at its top.
      .catch(() => {});
    return () => {
      isOver = true;
    };
  }, [client, run.id, state]);
  return details;
}
