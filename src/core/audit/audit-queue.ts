import type { Clock } from '../../lib/clock.js';
import { messageOf } from '../../lib/error-message.js';
import type { Logger } from '../../lib/logger.js';
import type { AuditRecord } from './audit-record.js';
import type { AuditStore } from './audit-store.js';

/** How many records wait for the store. More would fill the memory. */
const MAX_WAITING = 2000;
/** Number of records in one write. Other writes wait for it. */
const AT_ONCE = 100;
/** The time after which a failed write is tried again. */
const AGAIN_MS = 2000;

/** Records on their way to the store. Nobody waits for it. */
export interface AuditQueue {
  /** A record with the same id that still waits is replaced. */
  add(record: AuditRecord): void;
  /** Messages, one line each, about records that are not stored; empty if all is well. */
  readonly degraded: readonly string[];
  /** Resolves when no record waits; never while the store does not work. */
  settled(): Promise<void>;
  /** Ends the writing. */
  close(): void;
}

export interface AuditQueueOptions {
  readonly store: Pick<AuditStore, 'put'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

export function createAuditQueue({ store, clock, logger }: AuditQueueOptions): AuditQueue {
  const waiting = new Map<string, AuditRecord>();
  const closing = new AbortController();
  let isWriting = false;
  let writing: Promise<void> = Promise.resolve();
  let trouble: string | null = null;
  let lost = 0;

  async function writeAll(): Promise<void> {
    isWriting = true;
    while (waiting.size > 0 && !closing.signal.aborted) {
      const some = [...waiting.values()].slice(0, AT_ONCE);
      try {
        await store.put(some);
        for (const record of some) if (waiting.get(record.id) === record) waiting.delete(record.id);
        recovered();
      } catch (error) {
        failed(messageOf(error));
        await clock.sleep(AGAIN_MS, closing.signal);
      }
    }
    isWriting = false;
  }

  function failed(reason: string): void {
    if (trouble === null)
      logger.error({ reason }, 'audit records cannot be stored: they are only in the log');
    trouble = reason;
  }

  function recovered(): void {
    if (trouble === null && lost === 0) return;
    logger.warn(
      { lost },
      'audit records can be stored again; those that were not stored are only in the log',
    );
    trouble = null;
    lost = 0;
  }

  function lose(): void {
    if (lost === 0)
      logger.error('too many audit records wait for the store: further ones are only in the log');
    lost += 1;
  }

  return {
    add(record) {
      if (waiting.size >= MAX_WAITING && !waiting.has(record.id)) return lose();
      waiting.set(record.id, record);
      if (!isWriting) writing = writeAll();
    },
    get degraded() {
      if (trouble === null && lost === 0) return [];
      const why = trouble ?? 'the store does not answer';
      return [`audit: records cannot be stored, ${lost} of them are only in the log: ${why}`];
    },
    async settled() {
      while (isWriting) await writing;
    },
    close: () => closing.abort(),
  };
}
