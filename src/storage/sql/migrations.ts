import { type Kysely, type Migration, Migrator, sql } from 'kysely';
import { StorageError } from '../storage-error.js';

/** The databases for which the tables differ. */
export type Flavour = 'sqlite' | 'postgres';

// biome-ignore lint/suspicious/noExplicitAny: a migration knows the tables as they were then, not as they are now
type Any = Kysely<any>;

/** Each migration takes the tables from one version to the next. A released migration is never changed or undone. */
function migrations(flavour: Flavour): Record<string, Migration> {
  // SQLite numbers an integer key by itself, and stores a bigint in as few bytes as possible.
  const key = flavour === 'sqlite' ? 'integer' : 'bigserial';
  return {
    '001-runs': { up: (database) => createRuns(database, key) },
    '002-slots': { up: createSlots },
    '003-servers': { up: (database) => createOrders(database, key) },
    '004-retries': { up: addRetries },
    '005-slot-results': { up: createSlotResults },
    '006-labels': { up: createLabels },
    '007-audit': { up: (database) => createAudit(database, key) },
    '008-verified-marks': { up: addVerified },
  };
}

async function createRuns(database: Any, key: 'integer' | 'bigserial'): Promise<void> {
  await database.schema
    .createTable('runs')
    .addColumn('seq', key, (column) => column.primaryKey())
    .addColumn('id', 'text', (column) => column.notNull().unique())
    .addColumn('revision', 'integer', (column) => column.notNull())
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('operation', 'text', (column) => column.notNull())
    .addColumn('via', 'text', (column) => column.notNull())
    .addColumn('requested_by', 'text')
    .addColumn('request_id', 'text')
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('start_time', 'bigint', (column) => column.notNull())
    .addColumn('end_time', 'bigint')
    .addColumn('body', 'text', (column) => column.notNull())
    .execute();
  // Each index has the order of the list, so that a page is read without reading other runs.
  for (const column of ['operation', 'status', 'action', 'via', 'requested_by', 'request_id']) {
    await database.schema
      .createIndex(`runs_by_${column}`)
      .on('runs')
      .columns([column, 'start_time', 'seq'])
      .execute();
  }
  await database.schema.createIndex('runs_by_start').on('runs').columns(['start_time', 'seq']).execute();

  const ofRun = (table: string) =>
    database.schema
      .createTable(table)
      .addColumn('run', 'bigint', (column) => column.notNull().references('runs.seq').onDelete('cascade'));
  await ofRun('run_slots')
    .addColumn('place', 'integer', (column) => column.notNull())
    .addColumn('revision', 'integer', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('run_slots_key', ['run', 'place'])
    .execute();
  await ofRun('session_data')
    .addColumn('place', 'integer', (column) => column.notNull())
    .addColumn('bytes', 'integer', (column) => column.notNull())
    .addColumn('data', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('session_data_key', ['run', 'place'])
    .execute();
  await database.schema
    .createIndex('session_data_by_size')
    .on('session_data')
    .columns(['run', 'bytes'])
    .execute();
  await ofRun('run_names')
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('start_time', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('run_names_key', ['name', 'start_time', 'run'])
    .execute();
  await database.schema.createIndex('run_names_by_run').on('run_names').column('run').execute();
  await ofRun('run_events')
    .addColumn('revision', 'integer', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('place', 'integer')
    .addColumn('body', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('run_events_key', ['run', 'revision'])
    .execute();
}

async function createSlots(database: Any): Promise<void> {
  await database.schema
    .createTable('probe')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .execute();
  await database.schema
    .createTable('slots')
    .addColumn('address', 'text', (column) => column.primaryKey())
    .addColumn('body', 'text', (column) => column.notNull())
    .execute();
  await database.schema
    .createTable('out_of_service')
    .addColumn('address', 'text', (column) => column.primaryKey())
    .addColumn('since', 'bigint', (column) => column.notNull())
    .addColumn('reported_by', 'text')
    .addColumn('reason', 'text', (column) => column.notNull())
    .execute();
  await database.schema
    .createTable('unresolved')
    .addColumn('address', 'text', (column) => column.notNull())
    .addColumn('run_id', 'text', (column) => column.notNull())
    .addColumn('operation', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('since', 'bigint', (column) => column.notNull())
    .addColumn('session_id', 'text')
    .addColumn('acknowledged_at', 'bigint')
    .addColumn('acknowledged_by', 'text')
    .addPrimaryKeyConstraint('unresolved_key', ['address', 'run_id'])
    .execute();
}

async function createOrders(database: Any, key: 'integer' | 'bigserial'): Promise<void> {
  await database.schema
    .createTable('orders')
    .addColumn('seq', key, (column) => column.primaryKey())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('sender', 'text', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .execute();
  await database.schema.alterTable('runs').addColumn('driver', 'text').execute();
  await database.schema
    .alterTable('runs')
    .addColumn('orders_before', 'bigint', (column) => column.notNull().defaultTo(0))
    .execute();
  // NULL, a request without a name, is different from every other value in an index.
  await sql`create unique index runs_of_request on runs (request_id, coalesce(requested_by, ''), (requested_by is null))
    where request_id is not null`.execute(database);
}

async function addRetries(database: Any): Promise<void> {
  await database.schema.alterTable('runs').addColumn('retry_of', 'text').execute();
  await database.schema
    .createIndex('runs_by_retry_of')
    .on('runs')
    .columns(['retry_of', 'start_time', 'seq'])
    .execute();
}

async function createSlotResults(database: Any): Promise<void> {
  await database.schema
    .createTable('slot_results')
    .addColumn('run', 'bigint', (column) => column.notNull().references('runs.seq').onDelete('cascade'))
    .addColumn('operation', 'text', (column) => column.notNull())
    .addColumn('address', 'text', (column) => column.notNull())
    .addColumn('start_time', 'bigint', (column) => column.notNull())
    .addColumn('session_start', 'bigint', (column) => column.notNull())
    .addColumn('session_end', 'bigint', (column) => column.notNull())
    .addColumn('params', 'text', (column) => column.notNull())
    .addColumn('figures', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('slot_results_key', ['operation', 'address', 'start_time', 'run'])
    .execute();
  await database.schema.createIndex('slot_results_by_run').on('slot_results').column('run').execute();
}

async function createLabels(database: Any): Promise<void> {
  await database.schema
    .createTable('run_labels')
    .addColumn('run', 'bigint', (column) => column.notNull().references('runs.seq').onDelete('cascade'))
    .addColumn('label', 'text', (column) => column.notNull())
    .addColumn('start_time', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('run_labels_key', ['label', 'start_time', 'run'])
    .execute();
  await database.schema.createIndex('run_labels_by_run').on('run_labels').column('run').execute();
}

async function createAudit(database: Any, key: 'integer' | 'bigserial'): Promise<void> {
  await database.schema
    .createTable('audit')
    .addColumn('seq', key, (column) => column.primaryKey())
    .addColumn('id', 'text', (column) => column.notNull().unique())
    .addColumn('first_time', 'bigint', (column) => column.notNull())
    .addColumn('last_time', 'bigint', (column) => column.notNull())
    .addColumn('count', 'bigint', (column) => column.notNull())
    .addColumn('who', 'text')
    .addColumn('is_verified', 'integer', (column) => column.notNull())
    .addColumn('via', 'text', (column) => column.notNull())
    .addColumn('address', 'text')
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('summary', 'text')
    .addColumn('outcome', 'text', (column) => column.notNull())
    .addColumn('is_rejected', 'integer', (column) => column.notNull())
    .execute();
  await database.schema.createIndex('audit_by_time').on('audit').columns(['first_time', 'seq']).execute();
  for (const column of ['who', 'action', 'is_rejected']) {
    await database.schema
      .createIndex(`audit_by_${column}`)
      .on('audit')
      .columns([column, 'first_time', 'seq'])
      .execute();
  }
}

async function addVerified(database: Any): Promise<void> {
  await database.schema.alterTable('out_of_service').addColumn('is_verified', 'integer').execute();
}

/**
 * Brings the tables to this version.
 * @param to the name of the last migration to execute. Defaults to the newest
 * @throws {StorageError} `newer` if a later version of MultiSmurf has changed the tables; they stay unchanged
 */
export async function migrate(database: Any, flavour: Flavour, to?: string): Promise<void> {
  const known = migrations(flavour);
  const done = await namesDone(database);
  const unknown = done.filter((name) => !(name in known));
  if (unknown.length > 0) {
    throw new StorageError(
      'newer',
      `its tables were made by a newer version of MultiSmurf (${unknown.join(', ')}): ` +
        'use that version, or restore the backup from before the upgrade',
    );
  }
  const migrator = new Migrator({ db: database, provider: { getMigrations: async () => known } });
  const { error } = to === undefined ? await migrator.migrateToLatest() : await migrator.migrateTo(to);
  if (error) throw error;
}

async function namesDone(database: Any): Promise<string[]> {
  const tables = await database.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some(({ name }) => name === 'kysely_migration')) return [];
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(database);
  return rows.map(({ name }) => name);
}
