import { type AuditRecord, isRejected } from '../core/audit/audit-record.js';
import { type AuditStore, matchesAudit, unknownCursor } from '../core/audit/audit-store.js';

/** How many records are kept: of rejected requests, and of all others. */
const DEFAULT_MOST = { rejected: 1000, others: 5000 };

/** Stores audit records in memory until the server ends. The oldest are dropped. */
export function createMemoryAuditStore(most = DEFAULT_MOST): AuditStore {
  /** Oldest first. */
  const records = new Map<string, AuditRecord>();
  const count = { rejected: 0, others: 0 };
  const kindOf = (record: AuditRecord) => (isRejected(record) ? 'rejected' : 'others');

  function makeRoom(kind: keyof typeof count): void {
    if (count[kind] <= most[kind]) return;
    for (const [id, record] of records) {
      if (kindOf(record) !== kind) continue;
      records.delete(id);
      count[kind] -= 1;
      return;
    }
  }

  return {
    async put(some) {
      for (const record of some) {
        const known = records.get(record.id);
        if (known && known.count >= record.count) continue;
        records.set(record.id, record);
        if (known) continue;
        count[kindOf(record)] += 1;
        makeRoom(kindOf(record));
      }
    },
    async list(filter, page) {
      const newestFirst = [...records.values()]
        .reverse()
        .toSorted((a, b) => b.firstTime.getTime() - a.firstTime.getTime());
      const placeOf = (argument: string, cursor: string) => {
        const place = newestFirst.findIndex(({ id }) => id === cursor);
        if (place >= 0) return place;
        throw unknownCursor(argument, cursor);
      };
      const matching = (some: readonly AuditRecord[]) =>
        some.filter((record) => matchesAudit(record, filter));
      const totalCount = matching(newestFirst).length;
      if ('first' in page) {
        const from = page.after == null ? 0 : placeOf('after', page.after) + 1;
        const older = matching(newestFirst.slice(from));
        const place = { hasNextPage: older.length > page.first, hasPreviousPage: older.length < totalCount };
        return { records: older.slice(0, page.first), ...place, totalCount };
      }
      const to = page.before == null ? newestFirst.length : placeOf('before', page.before);
      const newer = matching(newestFirst.slice(0, to));
      const place = { hasNextPage: newer.length < totalCount, hasPreviousPage: newer.length > page.last };
      return { records: newer.slice(Math.max(0, newer.length - page.last)), ...place, totalCount };
    },
  };
}
