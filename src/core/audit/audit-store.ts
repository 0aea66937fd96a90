import { badInput, type RequestError } from '../errors.js';
import type { PageRequest } from '../runs/run-store.js';
import { type AuditRecord, isRejected } from './audit-record.js';

/** Selects records; fields that are undefined are ignored. */
export interface AuditFilter {
  readonly who?: string;
  readonly via?: AuditRecord['via'];
  readonly address?: string;
  readonly action?: string;
  readonly outcome?: string;
  readonly rejected?: boolean;
  /** Records with an entry at this time or later. */
  readonly since?: Date;
  /** Records with an entry before this time. */
  readonly until?: Date;
}

/** A page of records, newest first. */
export interface AuditPage {
  readonly records: readonly AuditRecord[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  /** How many records match the filter, on all pages. */
  readonly totalCount: number;
}

export interface AuditStore {
  /** Stores the records. A record replaces the one with the same id if its count is higher, so a write can be repeated. */
  put(records: readonly AuditRecord[]): Promise<void>;
  /**
   * A page of the matching records, ordered by their first entry.
   * @throws {RequestError} if the store does not have the record of the cursor
   */
  list(filter: AuditFilter, page: PageRequest): Promise<AuditPage>;
}

export function matchesAudit(record: AuditRecord, filter: AuditFilter): boolean {
  const { who, via, address, action, outcome, rejected, since, until } = filter;
  return (
    (who === undefined || record.who === who) &&
    (via === undefined || record.via === via) &&
    (address === undefined || record.address === address) &&
    (action === undefined || record.action === action) &&
    (outcome === undefined || record.outcome === outcome) &&
    (rejected === undefined || isRejected(record) === rejected) &&
    (since === undefined || record.lastTime >= since) &&
    (until === undefined || record.firstTime < until)
  );
}

/** The error for a cursor that no stored record has. */
export const unknownCursor = (argument: string, cursor: string): RequestError =>
  badInput(`${argument} is "${cursor}", but no stored audit record has this cursor.`);
