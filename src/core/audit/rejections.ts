import { randomUUID } from 'node:crypto';
import type { Clock } from '../../lib/clock.js';
import type { RequestFields } from '../../lib/request-trace.js';
import type { Closable } from '../../lib/topic.js';
import type { AuditEntry, AuditRecord } from './audit-record.js';

/** How long entries are counted in one record. */
const WINDOW_MS = 3600_000;
/** The time between two reports of a record that counts on. */
const REPORT_MS = 60_000;
/** How many different records there are in one window: a client can vary names and addresses at will. */
const MAX_RECORDS = 100;

/** The action and the outcome of a record of different entries, beyond {@link MAX_RECORDS}. */
export const OTHERS = { action: 'others', outcome: 'REJECTED' } as const;

export interface Rejections extends Closable {
  see(entry: AuditEntry, request: RequestFields): void;
}

interface Counting {
  record: AuditRecord;
  /** That of the last entry. */
  request: RequestFields;
  readonly since: number;
  /** Until the next report. */
  timer: Closable | null;
}

type Report = (record: AuditRecord, request: RequestFields) => void;

/**
 * Counts rejected entries, so that nobody fills the disk with them. Similar ones within an hour are one record.
 * @param report gets each record at its first entry, and then at most once a minute
 */
export function createRejections(clock: Clock, report: Report): Rejections {
  const counting = new Map<string, Counting>();

  function forgetOld(now: number): void {
    for (const [key, { since }] of counting) if (now - since >= WINDOW_MS) counting.delete(key);
  }

  function place(entry: AuditEntry): readonly [key: string, entry: AuditEntry] {
    const key = keyOf(entry);
    if (counting.has(key) || counting.size < MAX_RECORDS) return [key, entry];
    const other = { ...entry, ...OTHERS, who: null, isVerified: false, address: null, summary: null };
    return [keyOf(other), other];
  }

  function count(one: Counting, { time, summary }: AuditEntry, request: RequestFields): void {
    one.request = request;
    one.record = { ...one.record, summary, count: one.record.count + 1, lastTime: time };
    one.timer ??= clock.after(REPORT_MS, () => {
      one.timer = null;
      report(one.record, one.request);
    });
  }

  return {
    see(given, request) {
      const now = clock.monotonic();
      forgetOld(now);
      const [key, entry] = place(given);
      const known = counting.get(key);
      if (known) return count(known, entry, request);
      const { time, ...rest } = entry;
      const record = { ...rest, id: randomUUID(), count: 1, firstTime: time, lastTime: time };
      counting.set(key, { record, request, since: now, timer: null });
      report(record, request);
    },
    close() {
      for (const { record, request, timer } of counting.values()) {
        timer?.close();
        if (timer) report(record, request);
      }
      counting.clear();
    },
  };
}

function keyOf({ who, isVerified, via, address, action, outcome }: AuditEntry): string {
  return JSON.stringify([who, isVerified, via, address, action, outcome]);
}
