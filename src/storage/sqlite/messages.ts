/** The database in its folder. */
export const DATABASE_FILE = 'multismurf.sqlite';

/** A value that can be bound to a parameter of a statement. */
export type Bindable = string | number | bigint | null | Uint8Array;

/** A task for the thread of the database. */
export type Task =
  | { readonly type: 'open'; readonly folder: string; readonly busyMs: number }
  | { readonly type: 'execute'; readonly sql: string; readonly parameters: readonly Bindable[] }
  | { readonly type: 'close' };

export interface Question {
  readonly id: number;
  readonly task: Task;
}

export interface Answer {
  readonly id: number;
  readonly rows?: readonly unknown[];
  /** Number of rows that the statement has changed. */
  readonly changes?: number;
  readonly failure?: Failure;
}

/** An error in a message between threads. */
export interface Failure {
  readonly message: string;
  /** For example `SQLITE_BUSY`; null if the error has no code. */
  readonly code: string | null;
}
