import { paramsOf, type Run, type RunSlot } from '../core/runs/run.js';
import { figuresOfSlot } from '../core/runs/run-figures.js';
import { reasonOf } from '../core/runs/run-summary.js';
import { toDateOrNull } from '../lib/unix-time.js';

/** One slot of one run, flat, for tables. Times are ISO 8601 in UTC; empty values are null. */
export interface ExportRow {
  /** The columns that every row has. */
  readonly columns: Readonly<Record<(typeof COLUMNS)[number], string | null>>;
  /** What the operation measured on the slot, by the name of the figure. */
  readonly figures: Readonly<Record<string, number>>;
}

const COLUMNS = [
  'run',
  'operation',
  'action',
  'run_status',
  'run_start',
  'run_end',
  'requested_by',
  'requester_verified',
  'via',
  'stream_id',
  'instance_id',
  'status',
  'reason',
  'session_start',
  'session_end',
  'params',
  'note',
  'labels',
] as const;

export const rowsOf = (run: Run): ExportRow[] => run.slots.map((slot) => rowOf(run, slot));

function rowOf(run: Run, slot: RunSlot): ExportRow {
  const params = paramsOf(run, slot);
  const session = slot.record?.session;
  return {
    columns: {
      ...{ run: run.id, operation: run.operation, action: run.action, run_status: run.status },
      run_start: run.startTime.toISOString(),
      run_end: run.endTime?.toISOString() ?? null,
      ...{ requested_by: run.requestedBy, requester_verified: String(run.isRequesterVerified), via: run.via },
      ...{ stream_id: slot.streamId, instance_id: slot.instanceId, status: slot.status },
      reason: reasonOf(slot),
      session_start: isoOf(session?.start_time),
      session_end: isoOf(session?.end_time),
      params: params && JSON.stringify(params),
      note: run.note,
      // A label has no spaces.
      labels: run.labels.length === 0 ? null : run.labels.join(' '),
    },
    figures: Object.fromEntries(figuresOfSlot(run, slot).map(({ name, value }) => [name, value])),
  };
}

const isoOf = (seconds: number | null = null) => toDateOrNull(seconds)?.toISOString() ?? null;

/** The rows as CSV (RFC 4180). Each figure that any row has is a column, after the common ones. */
export function csvOf(rows: readonly ExportRow[]): string {
  const figures = [...new Set(rows.flatMap((row) => Object.keys(row.figures)))];
  const lines = rows.map((row) => [
    ...COLUMNS.map((name) => row.columns[name]),
    ...figures.map((name) => row.figures[name] ?? null),
  ]);
  return [[...COLUMNS, ...figures], ...lines].map((cells) => `${cells.map(cellOf).join(',')}\r\n`).join('');
}

function cellOf(value: string | number | null): string {
  const text = value === null ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
