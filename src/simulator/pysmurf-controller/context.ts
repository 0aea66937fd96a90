import type { Clock } from '../../lib/clock.js';
import type { Reply, TaskDefinition } from '../../ocs/agent/operations.js';
import type { Params } from '../../ocs/agent/parameters.js';
import type { OpSession, Outcome } from '../../ocs/agent/session.js';
import type { Faults } from './faults.js';
import type { Hardware } from './hardware.js';
import type { SlotLock } from './lock.js';
import type { Pace } from './pace.js';
import { pythonError } from './python-errors.js';

/** What the operations of one agent share. */
export interface OperationContext {
  readonly hardware: Hardware;
  readonly lock: SlotLock;
  readonly clock: Clock;
  readonly pace: Pace;
  readonly faults: Faults;
  /** The stream id that the slot reports: its own, or another one because of the fault `claim`. */
  streamId(): string;
  /** Ends the agent, and starts it again after this many seconds; null means never. */
  end(backAfter: number | null): void;
  publishBlock(feed: string, blockName: string, data: Readonly<Record<string, number>>): void;
  /** Starts another operation of the same agent. */
  start(operation: string, params: Params): Reply;
}

export type Tasks = Readonly<Record<string, TaskDefinition>>;

type Run = (session: OpSession, params: Params) => Promise<Outcome>;

/** Makes an operation take the slot's lock. Other operations show the name when they fail because of the lock. */
export function locked({ lock }: OperationContext, name: string, run: Run): Run {
  return (session, params) =>
    lock.hold<Outcome>(
      name,
      () => run(session, params),
      (holder) => [false, `Operation failed: ${holder} is running.`],
    );
}

/**
 * Waits as long as the operation would take on real hardware, or until `stop` aborts. A fault takes effect half way,
 * unless it was cleared before.
 * @throws {PythonError} if the fault is `raise`
 */
export async function elapse(
  { pace, faults, end }: OperationContext,
  session: OpSession,
  seconds: number,
  stop?: AbortSignal,
): Promise<void> {
  faults.fill(session);
  const strike = faults.strike(session.opName);
  await pace.work(strike === undefined ? seconds : seconds / 2, stop);
  if (strike === undefined) return;
  if (!strike.holds()) return await pace.work(seconds / 2, stop);
  if (strike.kind === 'raise') throw strike.error;
  if (strike.kind === 'end') end(strike.backAfter);
  await pace.forever();
}

/** The same. With a `streamTag`, the data stream is open during this time. */
export async function occupy(
  context: OperationContext,
  session: OpSession,
  seconds: number,
  { streamTag, stop }: { readonly streamTag?: string; readonly stop?: AbortSignal } = {},
): Promise<void> {
  const { hardware } = context;
  if (streamTag !== undefined) hardware.openStream(streamTag, session.opName);
  try {
    await elapse(context, session, seconds, stop);
  } finally {
    if (streamTag !== undefined) hardware.closeStream();
  }
}

/** Tag of the data stream that a measurement opens: the kind, then the operator's tags. */
export function measurementTag(kind: string, { tag, kwargs }: Params): string {
  const added = tag ?? (kwargs as Params | null)?.['g3_tag'];
  return ['oper', kind, added].filter((part) => typeof part === 'string').join(',');
}

/** A parameter that is an integer or a list of them, as a list; undefined if it is missing. */
export function integers(value: unknown): readonly number[] | undefined {
  if (value === null || value === undefined) return undefined;
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (!list.every((element) => Number.isInteger(element))) {
    throw pythonError('TypeError', `expected integers, got ${JSON.stringify(value)}`);
  }
  return list as readonly number[];
}
