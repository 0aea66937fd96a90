import type { Generated } from 'kysely';

/*
 * Both databases have the same tables. Times are milliseconds since 1970, and what is never searched for stands in
 * `body`, as the text of `stored-json.ts`.
 */

/** A run without its slots. */
export interface RunTable {
  seq: Generated<number>;
  id: string;
  /** Of {@link Run.revision}: what is older does not replace it. */
  revision: number;
  action: string;
  operation: string;
  via: string;
  requested_by: string | null;
  request_id: string | null;
  status: string;
  start_time: number;
  end_time: number | null;
  body: string;
}

/** One slot of a run, without the data of its session. */
export interface RunSlotTable {
  run: number;
  /** In `Run.slots`. */
  place: number;
  revision: number;
  body: string;
}

/** What the session of a slot of a run left as data: by far the largest part, and the first to be dropped. */
export interface SessionDataTable {
  run: number;
  place: number;
  bytes: number;
  data: string;
}

/** Every name of every slot of a run, in the order of the list: for the filter by slot. */
export interface RunNameTable {
  name: string;
  /** Of the run. */
  start_time: number;
  run: number;
}

/** The history of a run. */
export interface RunEventTable {
  run: number;
  /** Of the run after the event. */
  revision: number;
  at: number;
  type: string;
  place: number | null;
  body: string;
}

/** A slot as it was last known. */
export interface SlotTable {
  address: string;
  body: string;
}

export interface OutOfServiceTable {
  address: string;
  since: number;
  reported_by: string | null;
  reason: string;
}

/** Outcomes that nobody saw. A row stays when somebody has acknowledged it, and goes when the end was seen. */
export interface UnresolvedTable {
  address: string;
  run_id: string;
  operation: string;
  status: string;
  since: number;
  session_id: string | null;
  acknowledged_at: number | null;
  acknowledged_by: string | null;
}

/** One row, which is written to see whether anything can be. */
export interface ProbeTable {
  id: number;
  at: number;
}

export interface Tables {
  probe: ProbeTable;
  runs: RunTable;
  run_slots: RunSlotTable;
  session_data: SessionDataTable;
  run_names: RunNameTable;
  run_events: RunEventTable;
  slots: SlotTable;
  out_of_service: OutOfServiceTable;
  unresolved: UnresolvedTable;
}
