import { isUnderWay, type Run, type RunSlot, runSuccess } from '../core/run.js';
import type { Outcome } from '../ocs/agent/session.js';

/** How a session of ours ends when its run has: true only if every slot succeeded, and which did not, and why. */
export function outcomeOf(run: Run): Outcome {
  const failed = run.slots.filter(({ status }) => status !== 'SUCCEEDED');
  const all = run.slots.length;
  const skipped = run.skipped.length === 0 ? '' : ` Left out: ${run.skipped.map(nameOf).join(', ')}.`;
  if (runSuccess(run)) return [true, `${run.operation} succeeded on ${counted(all)}.${skipped}`];
  const reasons = failed.map((slot) => `${nameOf(slot)}: ${reasonOf(slot)}`);
  return [
    false,
    `${run.operation} failed on ${failed.length} of ${counted(all)}. ${reasons.join(' ')}${skipped}`,
  ];
}

/** What a cancel could not end, for each slot that goes on. */
export function goingOn(run: Run): string[] {
  return run.slots
    .filter((slot) => isUnderWay(slot) && slot.message !== null)
    .map((slot) => `${nameOf(slot)} goes on: ${lastLine(slot.message)}`);
}

function reasonOf({ status, message }: RunSlot): string {
  return message === null ? `${status}.` : `${status}, ${lastLine(message)}`;
}

/** Of a Python traceback the last line says what was wrong; the whole of it is in the session's data. */
function lastLine(message: string | null): string {
  const line = message?.trim().split('\n').at(-1)?.trim() ?? '';
  return /[.!?]$/.test(line) ? line : `${line}.`;
}

function nameOf({ streamId, instanceId }: Pick<RunSlot, 'streamId' | 'instanceId'>): string {
  return streamId ?? instanceId;
}

function counted(slots: number): string {
  return slots === 1 ? '1 slot' : `${slots} slots`;
}
