import type { Kysely, Selectable } from 'kysely';
import type { KeptOutcome, RememberedSlot, SlotStore } from '../../core/slots/slot-store.js';
import { type Announce, announceNothing } from './announce.js';
import { searchable } from './run-rows.js';
import { readStored, writeStored } from './stored-json.js';
import type { Tables, UnresolvedTable } from './tables.js';

/** The known slots and their marks in a SQL database. */
export function createSqlSlotStore(
  database: Kysely<Tables>,
  announce: Announce = announceNothing,
): SlotStore {
  return {
    async load() {
      const slots = await database.selectFrom('slots').select('body').orderBy('address').execute();
      const outOfService = await database.selectFrom('out_of_service').selectAll().execute();
      const unresolved = await database.selectFrom('unresolved').selectAll().orderBy('since').execute();
      return {
        slots: slots.map(({ body }) => slotOf(body)),
        outOfService: new Map(
          outOfService.map(({ address, since, reported_by, is_verified, reason }) => [
            address,
            { since: new Date(since), by: reported_by, isVerified: is_verified === 1, reason },
          ]),
        ),
        unresolved: unresolved.map(outcomeOf),
      };
    },
    async saveSlots(slots) {
      if (slots.length === 0) return;
      // Always in the same order: otherwise two servers of one database could block each other.
      const inOrder = slots.toSorted((a, b) => (a.address < b.address ? -1 : 1));
      await database.transaction().execute(async (transaction) => {
        for (const slot of inOrder) {
          await transaction
            .insertInto('slots')
            .values({ address: slot.address, body: slotBody(slot) })
            .onConflict((conflict) =>
              conflict.column('address').doUpdateSet((set) => ({ body: set.ref('excluded.body') })),
            )
            .execute();
        }
      });
    },
    async forget(address) {
      await database.transaction().execute(async (transaction) => {
        for (const table of ['slots', 'out_of_service', 'unresolved'] as const) {
          await transaction.deleteFrom(table).where('address', '=', address).execute();
        }
        await announce(transaction, { marks: true });
      });
    },
    async saveOutOfService(address, reason) {
      await database.transaction().execute(async (transaction) => {
        await transaction.deleteFrom('out_of_service').where('address', '=', address).execute();
        if (reason !== null) {
          const { since, by, isVerified, reason: why } = reason;
          await transaction
            .insertInto('out_of_service')
            .values({
              ...{ address, since: since.getTime(), reported_by: searchable(by), reason: searchable(why) },
              is_verified: isVerified ? 1 : 0,
            })
            .execute();
        }
        await announce(transaction, { marks: true });
      });
    },
    async saveOutcome(outcome) {
      const { address, runId, operation, status, since, sessionId, acknowledged } = outcome;
      await database.transaction().execute(async (transaction) => {
        await deleteOutcome(transaction, address, runId);
        await transaction
          .insertInto('unresolved')
          .values({
            ...{ address, run_id: runId, operation: searchable(operation), status, since: since.getTime() },
            session_id: searchable(sessionId),
            acknowledged_at: acknowledged?.at.getTime() ?? null,
            acknowledged_by: searchable(acknowledged?.by ?? null),
          })
          .execute();
        await announce(transaction, { marks: true });
      });
    },
    async dropOutcome(address, runId) {
      await database.transaction().execute(async (transaction) => {
        await deleteOutcome(transaction, address, runId);
        await announce(transaction, { marks: true });
      });
    },
  };
}

async function deleteOutcome(transaction: Kysely<Tables>, address: string, runId: string): Promise<void> {
  await transaction
    .deleteFrom('unresolved')
    .where('address', '=', address)
    .where('run_id', '=', runId)
    .execute();
}

/** JSON has no maps. */
function slotBody({ api, ...slot }: RememberedSlot): string {
  return writeStored({ ...slot, api: api && { ...api, operations: [...api.operations] } });
}

function slotOf(body: string): RememberedSlot {
  const { api, ...slot } = readStored(body) as RememberedSlot;
  return { ...slot, api: api && { ...api, operations: new Map(api.operations) } };
}

function outcomeOf(row: Selectable<UnresolvedTable>): KeptOutcome {
  const { address, run_id, operation, status, since, session_id, acknowledged_at, acknowledged_by } = row;
  return {
    ...{ address, runId: run_id, operation, status: status as KeptOutcome['status'] },
    ...{ since: new Date(since), sessionId: session_id },
    acknowledged: acknowledged_at === null ? null : { at: new Date(acknowledged_at), by: acknowledged_by },
  };
}
