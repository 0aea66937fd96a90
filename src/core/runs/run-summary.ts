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
  const reasons = failed.map((slot) => `${nameOf(slot)}: ${outcomeWithReason(slot)}`);
  return `${what} did not succeed on ${failed.length} of ${all}. ${reasons.join(' ')}${note}`;
}

/** What a cancel could not end, for each slot that goes on. */
export function goingOn(run: Run): string[] {
  return run.slots
    .filter((slot) => isOpen(slot) && slot.message !== null)
    .map((slot) => `${nameOf(slot)} goes on: ${reasonOf(slot) ?? ''}`);
}

function outcomeWithReason(slot: RunSlot): string {
  const reason = reasonOf(slot);
  return reason === null ? `${slot.status}.` : `${slot.status}, ${reason}`;
}

/** Why, in one line: the same on both faces. Null if there is nothing to say. */
export function reasonOf({ message }: Pick<RunSlot, 'message'>): string | null {
  return message === null ? null : sentence(message);
}

/** `[Failure instance: Traceback: <class 'KeyError'>: 'band'\n/usr/lib/x.py:1:f\n]`, as Twisted writes it. */
const TWISTED_FAILURE = /\[Failure instance: Traceback[^:]*: <class '([^']+)'>: ?([^\n]*)/;
const PYTHON_FRAME = /^\s+File "/;

export function sentence(message: string): string {
  const line = lineOf(message).replace(/[\s:,;]+$/, '');
  return /[.!?]$/.test(line) ? line : `${line}.`;
}

function lineOf(message: string): string {
  const [, kind, text = ''] = TWISTED_FAILURE.exec(message) ?? [];
  if (kind !== undefined) {
    const words = text.replace(/\]$/, '').trim();
    return words === '' ? kind : `${kind}: ${words}`;
  }
  const lines = message.split('\n').filter((line) => /[^\s\])}]/.test(line));
  // The exception comes after the last frame; its own words may go over several lines.
  const frame = lines.findLastIndex((line) => PYTHON_FRAME.test(line));
  const exception = frame < 0 ? undefined : lines.slice(frame).find((line) => /^\S/.test(line));
  return (exception ?? lines.at(-1) ?? '').trim();
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
