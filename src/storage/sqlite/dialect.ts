import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type { SqliteThread } from './thread.js';

/** Kysely on SQLite in a separate thread. */
export function createSqliteDialect(thread: SqliteThread): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => createDriver(thread),
    createIntrospector: (database) => new SqliteIntrospector(database),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

function createConnection(thread: SqliteThread): DatabaseConnection {
  return {
    async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
      const { rows, changes } = await thread.execute(sql, parameters);
      return { rows: rows as Row[], numAffectedRows: BigInt(changes) };
    },
    // biome-ignore lint/correctness/useYield: our code never reads rows one by one
    async *streamQuery() {
      throw new Error('rows are read all at once');
    },
  };
}

/** There is one connection to SQLite. Each caller waits until it is released, so transactions do not mix. */
function createDriver(thread: SqliteThread): Driver {
  const connection = createConnection(thread);
  const waiting: (() => void)[] = [];
  let isTaken = false;
  const execute = async (sql: string) => {
    await thread.execute(sql, []);
  };
  return {
    init: async () => {},
    async acquireConnection() {
      if (isTaken) await new Promise<void>((resolve) => waiting.push(resolve));
      isTaken = true;
      return connection;
    },
    async releaseConnection() {
      const next = waiting.shift();
      if (next) next();
      else isTaken = false;
    },
    beginTransaction: () => execute('begin immediate'),
    commitTransaction: () => execute('commit'),
    // A full disk ends the transaction. Then this fails, too, and its error would replace the reason.
    rollbackTransaction: () => execute('rollback').catch(() => {}),
    destroy: () => thread.close(),
  };
}
