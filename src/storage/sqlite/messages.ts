/** What can be bound to a parameter of a statement without harm. */
export type Bindable = string | number | bigint | null | Uint8Array;

/** What the thread of the database is asked to do. */
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
  /** Rows that a statement has changed. */
  readonly changes?: number;
  readonly failure?: Failure;
}

/** An error as it passes between threads. */
export interface Failure {
  readonly message: string;
  /** Such as `SQLITE_BUSY`; null if it is no error of SQLite. */
  readonly code: string | null;
}
