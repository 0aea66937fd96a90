import { Worker } from 'node:worker_threads';
import { bindable } from './bindable.js';
import type { Answer, Task } from './messages.js';

/** An error of SQLite, of the file system, or of the thread itself. */
export class SqliteError extends Error {
  override readonly name = 'SqliteError';
  /** For example `SQLITE_FULL` or `EACCES`; null if the error has no code. */
  readonly code: string | null;

  constructor(message: string, code: string | null) {
    super(message);
    this.code = code;
  }
}

export interface Executed {
  readonly rows: readonly unknown[];
  readonly changes: number;
}

/** The interface of the database thread for the rest of the process, which never waits for the disk. */
export interface SqliteThread {
  /** @throws {SqliteError} */
  open(folder: string, busyMs: number): Promise<void>;
  /** @throws {SqliteError} or a TypeError for a parameter that cannot be bound */
  execute(sql: string, parameters: readonly unknown[]): Promise<Executed>;
  /** Closes the database after all earlier tasks. */
  close(): Promise<void>;
  /** Ends the thread at once: for a disk that hangs. */
  kill(): Promise<void>;
}

interface Waiting {
  resolve(answer: Answer): void;
  reject(error: Error): void;
}

export function startSqliteThread(): SqliteThread {
  const worker = new Worker(new URL('./worker.js', import.meta.url));
  const waiting = new Map<number, Waiting>();
  let count = 0;
  let over: SqliteError | null = null;

  function end(error: SqliteError): void {
    over ??= error;
    for (const { reject } of waiting.values()) reject(over);
    waiting.clear();
  }

  worker.on('message', (answer: Answer) => {
    const asked = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (answer.failure) asked?.reject(new SqliteError(answer.failure.message, answer.failure.code));
    else asked?.resolve(answer);
  });
  worker.on('error', (error) =>
    end(new SqliteError(`the thread of the database failed: ${error.message}`, null)),
  );
  worker.on('exit', () => end(new SqliteError('the database is closed', null)));

  function ask(task: Task): Promise<Answer> {
    if (over) return Promise.reject(over);
    count += 1;
    const id = count;
    return new Promise<Answer>((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      worker.postMessage({ id, task });
    });
  }

  return {
    async open(folder, busyMs) {
      await ask({ type: 'open', folder, busyMs });
    },
    async execute(sql, parameters) {
      const { rows = [], changes = 0 } = await ask({
        type: 'execute',
        sql,
        parameters: bindable(parameters, sql),
      });
      return { rows, changes };
    },
    async close() {
      await ask({ type: 'close' });
    },
    async kill() {
      await worker.terminate();
    },
  };
}
