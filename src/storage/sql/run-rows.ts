import type { Insertable, Selectable } from 'kysely';
import type { Run, RunSlot } from '../../core/runs/run.js';
import type { RunEvent } from '../../core/runs/run-events.js';
import type { RunChange } from '../../core/runs/run-store.js';
import type { SessionRecord } from '../../core/slots/session-record.js';
import { readStored, writeStored } from './stored-json.js';
import type { RunEventTable, RunSlotTable, RunTable, SessionDataTable } from './tables.js';

/** Conversion of runs, their slots and their events to rows, and back. */

export function runRow(run: Run): Omit<Insertable<RunTable>, 'orders_before'> {
  const { slots: _slots, ...body } = run;
  return {
    id: run.id,
    revision: run.revision,
    action: run.action,
    operation: searchable(run.operation),
    via: run.via,
    requested_by: searchable(run.requestedBy),
    request_id: searchable(run.requestId),
    retry_of: run.retryOf,
    status: run.status,
    start_time: run.startTime.getTime(),
    end_time: run.endTime?.getTime() ?? null,
    driver: run.driver,
    body: writeStored(body),
  };
}

/** PostgreSQL rejects NUL in a text. The body contains the unchanged text. */
export function searchable<Text extends string | null>(text: Text): Text {
  return (text?.replaceAll('\0', '\uFFFD') ?? null) as Text;
}

export function slotRow(
  slot: RunSlot,
  place: number,
  revision: number,
): Omit<Insertable<RunSlotTable>, 'run'> {
  return { place, revision, body: writeStored({ ...slot, record: slot.record && withoutData(slot.record) }) };
}

/** Null if the session has no data. */
export function dataRow(slot: RunSlot, place: number): Omit<Insertable<SessionDataTable>, 'run'> | null {
  const data = slot.record?.session.data ?? null;
  if (data === null) return null;
  const text = writeStored(data);
  return { place, bytes: text.length, data: text };
}

export function namesOf(run: Run): readonly string[] {
  const names = run.slots.flatMap(({ streamId, instanceId, address }) => [streamId, instanceId, address]);
  return [...new Set(names.filter((name) => name !== null).map((name) => searchable(name)))];
}

export function eventRow({ run, event }: RunChange): Omit<Insertable<RunEventTable>, 'run'> {
  const { type, at } = event;
  return {
    revision: run.revision,
    at: at.getTime(),
    type,
    place: 'slot' in event ? event.slot : null,
    body: writeStored(withoutSessionData(event)),
  };
}

/** The data of a session are stored once, with the slot. */
function withoutSessionData(event: RunEvent): RunEvent {
  if (event.type === 'STARTED') return { ...event, record: withoutData(event.record) };
  if (event.type !== 'ENDED' || !event.outcome.record) return event;
  return { ...event, outcome: { ...event.outcome, record: withoutData(event.outcome.record) } };
}

function withoutData(record: SessionRecord): SessionRecord {
  return { ...record, session: { ...record.session, data: null } };
}

type StoredRun = Pick<Selectable<RunTable>, 'revision' | 'driver' | 'body'>;
type StoredSlot = Pick<Selectable<RunSlotTable>, 'place' | 'body'> & { readonly data: string | null };

/** @param slots of this run, in any order */
export function runOf({ revision, driver, body }: StoredRun, slots: readonly StoredSlot[]): Run {
  const inOrder = slots.toSorted((a, b) => a.place - b.place);
  const stored = readStored(body) as Omit<Run, 'slots'>;
  // Runs were stored only with the names of tokens before.
  const isRequesterVerified = stored.isRequesterVerified ?? stored.requestedBy !== null;
  const run = { ...ADDED_TO_RUNS, ...stored, isRequesterVerified };
  return { ...run, revision, driver, slots: inOrder.map(slotOf) };
}

/** Members that the body of an older run does not have. */
const ADDED_TO_RUNS: Pick<
  Run,
  'batches' | 'maxErrors' | 'pausedAt' | 'retryOf' | 'exclusiveGrant' | 'note' | 'labels' | 'annotated'
> = {
  batches: null,
  maxErrors: null,
  pausedAt: null,
  retryOf: null,
  exclusiveGrant: null,
  note: null,
  labels: [],
  annotated: null,
};

/** Members that the body of a slot of an older run does not have. */
const ADDED_TO_SLOTS: Pick<RunSlot, 'params' | 'isTagged'> = { params: null, isTagged: false };

function slotOf({ body, data }: StoredSlot): RunSlot {
  const slot = { ...ADDED_TO_SLOTS, ...(readStored(body) as RunSlot) };
  if (data === null || slot.record === null) return slot;
  const session = { ...slot.record.session, data: readStored(data) };
  return { ...slot, record: { ...slot.record, session } };
}
