import type { Generated } from 'kysely';

/*
 * Both databases have the same tables. Times are milliseconds since 1970. Values that are never searched for are in
 * `body`, as text of `stored-json.ts`.
 */

/** A run without its slots. */
export interface RunTable {
  seq: Generated<number>;
  id: string;
  /** The {@link Run.revision}: an older revision does not replace it. */
  revision: number;
  action: string;
  operation: string;
  via: string;
  requested_by: string | null;
  request_id: string | null;
  /** The {@link Run.retryOf}. */
  retry_of: string | null;
  status: string;
  start_time: number;
  end_time: number | null;
  /** The {@link Run.driver}. The `body` contains the one at the last change of the run. */
  driver: string | null;
  /** The newest order when the run began. */
  orders_before: number;
  body: string;
}

/** A command that every server of the database must know. */
export interface OrderTable {
  seq: Generated<number>;
  at: number;
  /** The server that sent it. */
  sender: string;
  body: string;
}

/** One slot of a run, without the data of its session. */
export interface RunSlotTable {
  run: number;
  /** The index in `Run.slots`. */
  place: number;
  revision: number;
  body: string;
}

/** The session data of a slot of a run: by far the largest part, and dropped first. */
export interface SessionDataTable {
  run: number;
  place: number;
  bytes: number;
  data: string;
}

/** All names of all slots of a run, in the order of the list: for the filter by slot. */
export interface RunNameTable {
  name: string;
  /** The start time of the run. */
  start_time: number;
  run: number;
}

/** All labels of all runs, in the order of the list: for the filter by label. */
export interface RunLabelTable {
  label: string;
  /** The start time of the run. */
  start_time: number;
  run: number;
}

/** What is left of an operation that succeeded on a slot, for comparisons with later ones. */
export interface SlotResultTable {
  run: number;
  operation: string;
  address: string;
  /** The start time of the run. */
  start_time: number;
  /** The start and the end of the session. */
  session_start: number;
  session_end: number;
  params: string;
  /** JSON: the values of the figures by name. */
  figures: string;
}

/** The history of a run. */
export interface RunEventTable {
  run: number;
  /** The revision of the run after the event. */
  revision: number;
  at: number;
  type: string;
  place: number | null;
  body: string;
}

/** The last known data of a slot. */
export interface SlotTable {
  address: string;
  body: string;
}

export interface OutOfServiceTable {
  address: string;
  since: number;
  reported_by: string | null;
  /** Whether `reported_by` is the user of a token: 1 or 0. Null in the marks of earlier versions. */
  is_verified: number | null;
  reason: string;
}

/** Unknown outcomes. A row is kept after an acknowledgement, and deleted when the end was seen. */
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

/** What clients have asked for. The {@link AuditRecord}s of rejected requests count many. */
export interface AuditTable {
  seq: Generated<number>;
  id: string;
  first_time: number;
  last_time: number;
  count: number;
  who: string | null;
  /** 0 or 1, like `is_rejected`. */
  is_verified: number;
  via: string;
  address: string | null;
  action: string;
  summary: string | null;
  outcome: string;
  is_rejected: number;
}

/** One row, which is written to test whether the database can be written. */
export interface ProbeTable {
  id: number;
  at: number;
}

export interface Tables {
  probe: ProbeTable;
  runs: RunTable;
  orders: OrderTable;
  run_slots: RunSlotTable;
  session_data: SessionDataTable;
  run_names: RunNameTable;
  run_labels: RunLabelTable;
  slot_results: SlotResultTable;
  run_events: RunEventTable;
  slots: SlotTable;
  out_of_service: OutOfServiceTable;
  unresolved: UnresolvedTable;
  audit: AuditTable;
}
