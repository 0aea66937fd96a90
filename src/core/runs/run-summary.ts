import { isOpen, type Run, type RunSlot, runSuccess, type SkippedSlot } from './run.js';

/**
 * A run in one line, for people: first what was left out, then what came of the rest. Null while it goes on and
 * nothing was left out.
 */
export function runSummary(run: Run): string | null {
  const leftOut = leftOutOf(run);
  if (run.status === 'RUNNING') return leftOut;
  return [leftOut, outcomeOf(run)].filter((part) => part !== null).join(' ');
}

function leftOutOf({ slots, skipped }: Run): string | null {
  if (skipped.length === 0) return null;
  const reasons = skipped.map((slot) => `${nameOf(slot)}: ${slot.brief}`);
  return `${slots.length} of ${counted(slots.length + skipped.length)}; left out ${reasons.join('; ')}.`;
}

function outcomeOf(run: Run): string {
  const all = counted(run.slots.length);
  const inferred = run.slots.filter((slot) => slot.inferred).length;
  const note = inferred === 0 ? '' : ` The outcome of ${counted(inferred)} was inferred.`;
  const what = run.action === 'RUN' ? run.operation : `The ${run.action.toLowerCase()} of ${run.operation}`;
  if (runSuccess(run)) return `${what} succeeded on ${all}.${note}`;
  const failed = run.slots.filter(({ status }) => status !== 'SUCCEEDED');
  const reasons = failed.map((slot) => `${nameOf(slot)}: ${reasonOf(slot)}`);
  return `${what} did not succeed on ${failed.length} of ${all}. ${reasons.join(' ')}${note}`;
}

/** What a cancel could not end, for each slot that goes on. */
export function goingOn(run: Run): string[] {
  return run.slots
    .filter((slot) => isOpen(slot) && slot.message !== null)
    .map((slot) => `${nameOf(slot)} goes on: ${sentence(slot.message ?? '')}`);
}

function reasonOf({ status, message }: RunSlot): string {
  return message === null ? `${status}.` : `${status}, ${sentence(message)}`;
}

/**
 * One line of the agent's words. A Python traceback says what was wrong in its last line; Twisted's failures end
 * with a bracket after it (`[Failure instance: Traceback: <class 'KeyError'>: 'band'\n/…\n]`).
 */
function sentence(message: string): string {
  const failure = /\[Failure instance: Traceback[^:]*: <class '([^']+)'>: ([^\n]*)/.exec(message);
  const lines = message.trim().split('\n');
  const line = failure ? `${failure[1]}: ${failure[2]}` : (lines.at(-1)?.trim() ?? '');
  return /[.!?]$/.test(line) ? line : `${line}.`;
}

/** What a slot of a run is called: its stream id, or else its instance id. */
export function nameOf({
  streamId,
  instanceId,
}: Pick<RunSlot | SkippedSlot, 'streamId' | 'instanceId'>): string {
  return streamId ?? instanceId;
}

export function counted(slots: number): string {
  return slots === 1 ? '1 slot' : `${slots} slots`;
}
