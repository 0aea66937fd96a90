import type { Kysely } from 'kysely';
import type { Tables } from './tables.js';

/** How long, and how many, audit records are stored. */
export interface AuditRetention {
  readonly maxAgeDays: number;
  /** Of rejected requests, so that they do not displace the others. */
  readonly maxRejected: number;
  readonly maxOthers: number;
}

export const DEFAULT_AUDIT_RETENTION: AuditRetention = {
  maxAgeDays: 90,
  maxRejected: 20_000,
  maxOthers: 100_000,
};

/** Number of records that are dropped in one write. Other writes wait for it. */
const AT_ONCE = 500;
const DAY_MS = 24 * 3600_000;

/** Drops old audit records in several small writes. */
export async function makeAuditRoom(
  database: Kysely<Tables>,
  { maxAgeDays, maxRejected, maxOthers }: AuditRetention,
  now: Date,
): Promise<void> {
  const oldest = now.getTime() - maxAgeDays * DAY_MS;
  for (const [isRejected, most] of [maxOthers, maxRejected].entries()) {
    const excess = await timeAfter(database, isRejected, most);
    const bound = Math.max(oldest, excess ?? Number.NEGATIVE_INFINITY);
    let dropped = AT_ONCE;
    while (dropped === AT_ONCE) dropped = await dropBefore(database, isRejected, bound);
  }
}

/** Records that began before this time exceed `most`; undefined if no record does. */
async function timeAfter(
  database: Kysely<Tables>,
  isRejected: number,
  most: number,
): Promise<number | undefined> {
  const newestToDrop = await database
    .selectFrom('audit')
    .select('first_time')
    .where('is_rejected', '=', isRejected)
    .orderBy('first_time', 'desc')
    .orderBy('seq', 'desc')
    .offset(most)
    .limit(1)
    .executeTakeFirst();
  return newestToDrop && newestToDrop.first_time + 1;
}

async function dropBefore(database: Kysely<Tables>, isRejected: number, bound: number): Promise<number> {
  const some = await database
    .selectFrom('audit')
    .select('seq')
    .where('is_rejected', '=', isRejected)
    .where('first_time', '<', bound)
    .orderBy('first_time')
    .limit(AT_ONCE)
    .execute();
  if (some.length === 0) return 0;
  const seqs = some.map(({ seq }) => seq);
  await database.deleteFrom('audit').where('seq', 'in', seqs).execute();
  return seqs.length;
}
