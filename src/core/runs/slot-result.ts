import { digestOf } from '../../lib/digest.js';
import { type FigureValues, valuesOf } from '../figures/figures-of.js';
import { type Params, paramsOf, type Run, type RunSlot, TAG } from './run.js';

/** Enough to distinguish the few parameters that are in use. */
const DIGEST_LENGTH = 12;

/** What is left of an operation that succeeded on one slot: for comparisons, and small. */
export interface SlotResult {
  readonly runId: string;
  /** When the run began. */
  readonly runStart: Date;
  readonly operation: string;
  readonly address: string;
  /** When the session began and ended (clock of the agent). */
  readonly startTime: Date;
  readonly endTime: Date;
  readonly figures: FigureValues;
  /** {@link paramsDigest} of the slot. */
  readonly params: string;
}

/** Selects results of slots. */
export interface ResultQuery {
  readonly operation: string;
  readonly addresses: readonly string[];
  /** Only results of runs that began before this time. Defaults to all. */
  readonly before?: Date;
  /** The maximum number of results of each slot: the newest, by the start of the run. */
  readonly limit: number;
}

/** Null if the slot of the run has not succeeded, or its session has no valid times. */
export function resultOf(run: Run, slot: RunSlot): SlotResult | null {
  const { status, address, record } = slot;
  if (run.action !== 'RUN' || status !== 'SUCCEEDED' || address === null || record === null) return null;
  const { start_time, end_time, data } = record.session;
  const startTime = toDate(start_time);
  const endTime = toDate(end_time);
  if (!startTime || !endTime) return null;
  const { id: runId, startTime: runStart, operation } = run;
  const figures = valuesOf(operation, data);
  return {
    runId,
    runStart,
    operation,
    address,
    startTime,
    endTime,
    figures,
    params: paramsDigest(paramsOf(run, slot)),
  };
}

/** Equal for runs with the same parameters; their tags, which are often unique, may differ. */
export function paramsDigest(params: Params | null): string {
  const { [TAG]: _tag, ...others } = params ?? {};
  try {
    return digestOf(others).slice(0, DIGEST_LENGTH);
  } catch {
    // Parameters that JSON cannot express.
    return '';
  }
}

function toDate(seconds: number | null): Date | null {
  const date = new Date(Math.round((seconds ?? Number.NaN) * 1000));
  return Number.isNaN(date.getTime()) ? null : date;
}
