import type { Via } from '../runs/run.js';

/** The outcome of what was not rejected. */
export const DONE = 'OK';

/** Something that a client has asked for. */
export interface AuditEntry {
  /** When the request came. */
  readonly time: Date;
  /** The name of the user; null if it is unknown. */
  readonly who: string | null;
  /** Whether the client has proved this name. */
  readonly isVerified: boolean;
  readonly via: Via;
  /** Where the request came from; null if it is unknown. */
  readonly address: string | null;
  /** The name of the mutation, or the action of OCS and its operation. */
  readonly action: string;
  /** What it concerns: the operation, slots or run. Never a parameter of an operation. */
  readonly summary: string | null;
  /** {@link DONE}, or the code of the error. */
  readonly outcome: string;
}

/** One entry, or many rejected ones that differ only in their time and summary. */
export interface AuditRecord extends Omit<AuditEntry, 'time'> {
  readonly id: string;
  /** How many entries it stands for. */
  readonly count: number;
  /** The times of the first and the last entry. The summary is that of the last. */
  readonly firstTime: Date;
  readonly lastTime: Date;
}

export const isRejected = ({ outcome }: Pick<AuditRecord, 'outcome'>): boolean => outcome !== DONE;
