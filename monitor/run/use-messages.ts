import { useEffect, useMemo, useState } from 'react';
import { useMonitor } from '../context/context.js';
import { MonitorRunMessagesDocument } from '../generated/graphql.js';
import { follow } from '../live/follow.js';
import type { RunProgress } from '../runs/run-model.js';
import { createStore, useStore } from '../shared/store.js';
import type { SlotDetails } from './use-details.js';

export type Message = NonNullable<SlotDetails['session']>['messages'][number];

/** On more slots, only the unfolded ones are followed: their agents are asked once a second. */
const FOLLOWED = 50;

const NONE: ReadonlyMap<string, readonly Message[]> = new Map();

/** The last messages of each slot of a run, by the id of the slot in the run: as they come, or as they were read. */
export function useMessages(
  run: RunProgress,
  unfolded: ReadonlySet<string>,
  details: ReadonlyMap<string, SlotDetails>,
): ReadonlyMap<string, readonly Message[]> {
  const live = useLiveMessages(run, unfolded);
  return useMemo(() => {
    const entries = run.slots.map((slot) => {
      const read = details.get(slot.id)?.session?.messages ?? [];
      const came = live.get(slot.session?.id ?? '') ?? [];
      return [slot.id, newest(came) > newest(read) ? came : read] as const;
    });
    return new Map(entries);
  }, [run, live, details]);
}

const newest = (messages: readonly Message[]): string => messages.at(-1)?.time ?? '';

/** The messages of the sessions of an open run, by the id of the session. */
function useLiveMessages(
  { action, endTime, operation, slots }: RunProgress,
  unfolded: ReadonlySet<string>,
): ReadonlyMap<string, readonly Message[]> {
  const { client } = useMonitor();
  const [store] = useState(() => createStore(NONE));
  const followed =
    slots.length <= FOLLOWED ? slots : slots.filter(({ instanceId }) => unfolded.has(instanceId));
  const isOpen = action === 'RUN' && endTime === null;
  const names = isOpen ? followed.map(({ instanceId }) => instanceId).join() : '';
  useEffect(() => {
    if (names === '') return;
    const variables = { operation, streamIds: names.split(',') };
    const closing = new AbortController();
    const subject = { query: MonitorRunMessagesDocument, variables };
    follow(client, subject, closing.signal, ({ sessionUpdates: { session } }) =>
      store.update((known) => new Map(known).set(session.id, session.messages)),
    );
    return () => closing.abort();
  }, [client, names, operation, store]);
  return useStore(store);
}
