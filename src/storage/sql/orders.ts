import { type Kysely, sql } from 'kysely';
import type { PeerOrder } from '../../core/runs/peers.js';
import type { Announce } from './announce.js';
import { readStored, writeStored } from './stored-json.js';
import type { Tables } from './tables.js';

/** An order in the database. */
export interface StoredOrder {
  readonly seq: number;
  readonly sender: string;
  readonly order: PeerOrder;
}

const COLUMNS = ['seq', 'sender', 'body'] as const;

export interface NewOrder {
  readonly sender: string;
  readonly at: Date;
  readonly order: PeerOrder;
}

export async function insertOrder(
  database: Kysely<Tables>,
  announce: Announce,
  order: NewOrder,
): Promise<void> {
  await database.transaction().execute((transaction) => putOrder(transaction, announce, order));
}

/** Stores an order in a transaction with something else. */
export async function putOrder(
  transaction: Kysely<Tables>,
  announce: Announce,
  { sender, at, order }: NewOrder,
): Promise<void> {
  const { seq } = await transaction
    .insertInto('orders')
    .values({ at: at.getTime(), sender, body: writeStored(order) })
    .returning('seq')
    .executeTakeFirstOrThrow();
  await announce(transaction, { order: seq });
}

export async function newestOrder(database: Kysely<Tables>): Promise<number> {
  const row = await database
    .selectFrom('orders')
    .select(({ fn }) => fn.max('seq').as('newest'))
    .executeTakeFirst();
  return Number(row?.newest ?? 0);
}

/** The orders after this one, oldest first. */
export async function ordersAfter(database: Kysely<Tables>, seq: number): Promise<StoredOrder[]> {
  const rows = await database
    .selectFrom('orders')
    .select(COLUMNS)
    .where('seq', '>', seq)
    .orderBy('seq')
    .execute();
  return rows.map(({ body, ...row }) => ({ ...row, order: readStored(body) as PeerOrder }));
}

/**
 * The orders that end something, since the run began. A pause, a resume or an edit is not among them: the run may have
 * obeyed it, and a resume may be meant for an earlier slot that held the run.
 */
export async function ordersSince(database: Kysely<Tables>, runId: string): Promise<readonly PeerOrder[]> {
  const run = await database
    .selectFrom('runs')
    .select('orders_before')
    .where('id', '=', runId)
    .executeTakeFirst();
  if (!run) return [];
  const orders = (await ordersAfter(database, run.orders_before)).map(({ order }) => order);
  return orders.filter(endsSomething);
}

export function endsSomething({ kind }: PeerOrder): boolean {
  return kind === 'STOP' || kind === 'STOP_ALL' || kind === 'CANCEL';
}

/** Deletes orders that were sent before `bound` and before every open run began. */
export async function dropOrders(database: Kysely<Tables>, bound: Date): Promise<void> {
  await database
    .deleteFrom('orders')
    .where('at', '<', bound.getTime())
    .where(
      'seq',
      '<=',
      sql<number>`(select coalesce(min(orders_before), (select max(seq) from orders)) from runs where status = 'RUNNING')`,
    )
    .execute();
}
