import type { MonitorOperationsQuery } from '../generated/graphql.js';
import type { Kind } from './entries.js';

export type OperationSummary = MonitorOperationsQuery['operations'][number];
export type Preset = MonitorOperationsQuery['presets'][number];

/** A value that a person can give, or leave to its default. */
export interface Field {
  readonly name: string;
  /** The type in the words of the docstring; null if it says none. */
  readonly type: string | null;
  readonly kind: Kind;
  /** What holds if the field is not set, as text. */
  readonly byDefault: string;
  readonly hint: string | null;
  readonly isRequired: boolean;
}

/** An operation as the form shows it. */
export interface Described {
  readonly name: string;
  readonly type: OperationSummary['type'];
  readonly docstring: string | null;
  /** False for a task that cannot be ended once it has begun; null if that is not known. */
  readonly abortable: boolean | null;
  readonly fields: readonly Field[];
  readonly presets: readonly Preset[];
  /** The parameters of its last run; null if it has not been run. */
  readonly lastParams: unknown;
  /** How long its last success took, in milliseconds; null if there is none. */
  readonly lastMs: number | null;
}
