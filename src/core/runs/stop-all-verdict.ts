import { runningOperations, type Slot } from '../slots/slot.js';
import type { CancelAnswer } from './cancel-slot.js';
import type { RunSlot } from './run.js';
import type { RunExecution } from './run-execution.js';

export type StopAllStatus = 'STOPPED' | 'STOPPING' | 'GOES_ON' | 'NOTHING_RUNNING' | 'UNREACHABLE';

/** The result of stopAll on one slot. */
export interface SlotVerdict {
  readonly status: StopAllStatus;
  /** The operations with this status. */
  readonly operations: readonly string[];
  /** A sentence for users; null if there is no reason. */
  readonly reason: string | null;
}

/** One slot of a run that ends an operation, or of a cancelled run. */
export interface Ask {
  readonly execution: RunExecution;
  readonly index: number;
  /** True for a run that was cancelled, false for a stop or an abort. */
  readonly isCancel: boolean;
  /** The result of the cancel; null before that. */
  answer: CancelAnswer | null;
}

interface Verdict {
  readonly status: Exclude<StopAllStatus, 'NOTHING_RUNNING'>;
  readonly reason: string | null;
  /** False while the verdict can still change soon. */
  readonly isFinal: boolean;
}

const NO_ANSWER = 'The agent has not answered yet.';
const NO_LINK = 'Not connected to the router. The stop will be sent after reconnection.';

/** The result for one operation, from one run; null if there was nothing to end. */
export function verdictOf(ask: Ask, slot: Slot, isConnected: boolean): Verdict | null {
  const { action, operation, slots } = ask.execution.current;
  const part = slots[ask.index];
  if (!part) return null;
  const { status, message: reason } = part;
  switch (status) {
    case 'NOT_STARTED':
    case 'ALREADY_RUNNING':
      return null;
    case 'SUCCEEDED':
      if (!ask.isCancel && part.stopAcceptedAt === null) return null;
      return { status: 'STOPPED', reason: null, isFinal: true };
    case 'CANCELLED':
      // A cancelled stop no longer waits for the end: nothing is known of it.
      if (action !== 'RUN') return { status: 'UNREACHABLE', reason, isFinal: true };
      return { status: 'STOPPED', reason: null, isFinal: true };
    case 'FAILED':
      return { status: 'STOPPED', reason: null, isFinal: true };
    case 'REJECTED':
      if (action === 'RUN' || !runningOperations(slot).includes(operation)) return null;
      return { status: 'GOES_ON', reason, isFinal: true };
    case 'UNREACHABLE':
      return action === 'RUN' ? null : { status, reason, isFinal: true };
    case 'LOST':
    case 'TIMED_OUT':
    case 'UNKNOWN':
      return { status: 'UNREACHABLE', reason, isFinal: true };
    default:
      return openVerdict(ask, part, slot, isConnected);
  }
}

function openVerdict(ask: Ask, part: RunSlot, slot: Slot, isConnected: boolean): Verdict {
  const { operation } = ask.execution.current;
  // If the store does not respond, the run stays open although the slot has ended.
  const latest = slot.sessions.get(operation);
  if (part.record && latest?.id === part.record.id && latest.session.status === 'done') {
    return { status: 'STOPPED', reason: null, isFinal: true };
  }
  if (!isConnected) return { status: 'UNREACHABLE', reason: NO_LINK, isFinal: true };
  if (part.status === 'STOPPING') return { status: 'STOPPING', reason: null, isFinal: false };
  const reason = part.message ?? NO_ANSWER;
  if (ask.answer === 'goes on') return { status: 'GOES_ON', reason, isFinal: true };
  if (ask.answer === 'to be asked' && part.status === 'STARTING') {
    return { status: 'STOPPING', reason, isFinal: false };
  }
  return { status: 'UNREACHABLE', reason, isFinal: ask.answer === 'to be asked' };
}

/** From the best to the worst. */
const RANKS = ['STOPPED', 'STOPPING', 'GOES_ON', 'UNREACHABLE'] as const;
const rank = ({ status }: Verdict) => RANKS.indexOf(status);

/**
 * The worst result of all operations of the slot.
 * @param running operations that should be ended and are still known to run
 * @param known whether the slot has reported which operations are running; null before it was asked
 */
export function judgeSlot(
  slot: Slot,
  running: readonly string[],
  asks: readonly Ask[],
  known: boolean | null,
  isConnected: boolean,
): SlotVerdict & { readonly isFinal: boolean } {
  const verdicts = new Map<string, Verdict>();
  for (const operation of new Set(asks.map(({ execution }) => execution.current.operation))) {
    const ranked = asks
      .filter(({ execution }) => execution.current.operation === operation)
      .flatMap(({ isCancel, ...ask }) => {
        const verdict = verdictOf({ isCancel, ...ask }, slot, isConnected);
        return verdict ? [{ isCancel, verdict }] : [];
      })
      .toSorted((one, other) => rank(one.verdict) - rank(other.verdict));
    // Each cancelled run has its own session: the end of one says nothing about the others, so the worst counts.
    const cancel = ranked.findLast(({ isCancel }) => isCancel)?.verdict;
    // If two commands end the same operation, the successful one counts.
    const stop = ranked.find(({ isCancel }) => !isCancel)?.verdict;
    // A stop beside a cancelled run that has ended was sent because something else runs.
    const isStopBetter = !cancel || (stop && (cancel.status === 'STOPPED' || rank(stop) < rank(cancel)));
    const verdict = isStopBetter ? stop : cancel;
    if (verdict) verdicts.set(operation, verdict);
  }
  const all = [...verdicts];
  const worst = Math.max(...all.map(([, verdict]) => rank(verdict)));
  const concerned = all.filter(([, verdict]) => rank(verdict) === worst);
  const [first] = concerned;
  const isFinal =
    all.every(([, verdict]) => verdict.isFinal) && (known !== null || first?.[1].status === 'UNREACHABLE');
  if (first) {
    const reasons = new Set(concerned.flatMap(([, { reason }]) => reason ?? []));
    const operations = first[1].status === 'UNREACHABLE' ? running : concerned.map(([name]) => name);
    return { status: first[1].status, operations, reason: [...reasons].join(' ') || null, isFinal };
  }
  const silence = whySilent(slot, known, isConnected);
  const isAsked = known !== null;
  if (silence === null) return { status: 'NOTHING_RUNNING', operations: [], reason: null, isFinal: isAsked };
  return { status: 'UNREACHABLE', operations: running, reason: silence, isFinal: isAsked };
}

function whySilent(
  { expired, lastRefresh }: Slot,
  known: boolean | null,
  isConnected: boolean,
): string | null {
  if (!isConnected) return NO_LINK;
  if (expired) return `No heartbeat since ${lastRefresh.toISOString()}.`;
  if (known === null) return NO_ANSWER;
  return known ? null : 'The agent has not answered, so it is not known what is running.';
}
