import type { Kysely } from 'kysely';
import type { Tables } from './tables.js';

/** What has changed: ids only, because the message of a database is short. */
export type Announcement = { readonly run: string } | { readonly order: number } | { readonly marks: true };

/** Tells the other servers of the database that something has changed; executed in the transaction of the change. */
export type Announce = (transaction: Kysely<Tables>, what: Announcement) => Promise<void>;

/** For a database that only one server uses. */
export const announceNothing: Announce = async () => {};
