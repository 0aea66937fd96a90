import { randomUUID } from 'node:crypto';
import { type Clock, settledWithin } from '../../lib/clock.js';
import type { Logger } from '../../lib/logger.js';
import type { RequestFields } from '../../lib/request-trace.js';
import { shortened } from '../../lib/shortened.js';
import type { PageRequest } from '../runs/run-store.js';
import { createAuditQueue } from './audit-queue.js';
import { type AuditEntry, type AuditRecord, isRejected } from './audit-record.js';
import type { AuditFilter, AuditPage, AuditStore } from './audit-store.js';
import { createRejections } from './rejections.js';

/** Maximum length of a name, and of a summary. */
const MAX_NAME = 200;
const MAX_SUMMARY = 500;

/** The time for the last records when the server ends. */
const CLOSE_MS = 2000;

/** Who has asked for what, where from and with which outcome. */
export interface Audit {
  /** Logs the entry with the id of its request, and stores it without that later. Never throws, and nobody waits for the store. Rejected entries are counted. */
  record(entry: AuditEntry, request?: RequestFields): void;
  /** The stored records. @throws {RequestError} */
  list(filter: AuditFilter, page: PageRequest): Promise<AuditPage>;
  /** Messages, one line each, about records that are not stored. */
  readonly degraded: readonly string[];
  /** Stores what waits, within two seconds at most. */
  close(): Promise<void>;
}

export interface AuditOptions {
  /** If it is null, records are only logged. */
  readonly store: AuditStore | null;
  readonly clock: Clock;
  readonly logger: Logger;
}

const NOTHING: AuditPage = { records: [], hasNextPage: false, hasPreviousPage: false, totalCount: 0 };

export function createAudit({ store, clock, logger }: AuditOptions): Audit {
  const queue = store && createAuditQueue({ store, clock, logger });
  const rejections = createRejections(clock, keep);
  let closing: Promise<void> | null = null;

  function keep(record: AuditRecord, request: RequestFields): void {
    const { id: _id, count, firstTime, lastTime, ...entry } = record;
    const times = count > 1 ? { count, first: firstTime, last: lastTime } : {};
    logger.info({ ...entry, ...times, ...request }, 'audit');
    queue?.add(record);
  }

  async function finish(): Promise<void> {
    rejections.close();
    if (queue) await settledWithin(clock, queue.settled(), CLOSE_MS);
    queue?.close();
  }

  return {
    record(given, request = {}) {
      const entry = bounded(given);
      if (isRejected(entry)) return rejections.see(entry, request);
      const { time, ...rest } = entry;
      keep({ ...rest, id: randomUUID(), count: 1, firstTime: time, lastTime: time }, request);
    },
    list: async (filter, page) => (await store?.list(filter, page)) ?? NOTHING,
    get degraded() {
      return queue?.degraded ?? [];
    },
    close() {
      closing ??= finish();
      return closing;
    },
  };
}

/** Clients choose these texts. */
function bounded(entry: AuditEntry): AuditEntry {
  const { who, address, action, summary, outcome } = entry;
  return {
    ...entry,
    who: who && shortened(who, MAX_NAME),
    address: address && shortened(address, MAX_NAME),
    action: shortened(action, MAX_NAME),
    summary: summary && shortened(summary, MAX_SUMMARY),
    outcome: shortened(outcome, MAX_NAME),
  };
}
