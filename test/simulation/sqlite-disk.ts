import { Kysely } from 'kysely';
import Database from 'libsql';
import { migrate } from '../../src/storage/sql/migrations.js';
import { createSqlRunStore } from '../../src/storage/sql/run-store.js';
import { createSqlSlotStore } from '../../src/storage/sql/slot-store.js';
import type { Tables } from '../../src/storage/sql/tables.js';
import { bindable } from '../../src/storage/sqlite/bindable.js';
import { createSqliteDialect } from '../../src/storage/sqlite/dialect.js';
import type { SqliteThread } from '../../src/storage/sqlite/thread.js';

/**
 * SQLite without its thread: each statement is finished at once, so a world on virtual time never waits for real time.
 * The database is in memory; that a file survives a `kill -9` is tested with real processes.
 */
function createSqliteOfWorld(): SqliteThread {
  const database = new Database(':memory:');
  const prepared = new Map<string, Database.Statement>();
  return {
    open: async () => {},
    async execute(sql, parameters) {
      const statement = prepared.get(sql) ?? database.prepare(sql);
      prepared.set(sql, statement);
      const bound = bindable(parameters, sql);
      if (statement.reader) return { rows: statement.all(...bound), changes: 0 };
      return { rows: [], changes: statement.run(...bound).changes };
    },
    async close() {
      database.close();
    },
    kill: async () => {},
  };
}

/** The tables of the product on a SQLite database. */
export async function openSqliteDisk() {
  const thread = createSqliteOfWorld();
  const database = new Kysely<Tables>({ dialect: createSqliteDialect(thread) });
  await thread.execute('PRAGMA foreign_keys = ON', []);
  await migrate(database, 'sqlite');
  return {
    runs: createSqlRunStore(database),
    slots: createSqlSlotStore(database),
    close: () => database.destroy(),
  };
}
