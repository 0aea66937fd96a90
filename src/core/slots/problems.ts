import { rivalsOf } from './names.js';
import { displayName, type Problem, type Slot } from './slot.js';
import type { SlotMarks } from './slot-marks.js';

/** Everything that is wrong with a slot: what reading it brought up, and what shows only beside other facts. */
export function problemsOf(
  slot: Slot,
  all: readonly Slot[],
  marks: Pick<SlotMarks, 'unresolved'>,
): readonly Problem[] {
  return [...slot.readProblems, ...streamIdProblems(slot, all), ...outcomeProblems(slot, marks)];
}

function streamIdProblems(slot: Slot, all: readonly Slot[]): Problem[] {
  const { streamId, streamIdConfirmed, expired, instanceId } = slot;
  if (expired) return [];
  if (!streamIdConfirmed) {
    const last = streamId === null ? '' : ` It was ${streamId} before its agent restarted.`;
    const message = `The agent has not reported its stream id: command it as ${instanceId}.${last}`;
    return [{ code: 'STREAM_ID_UNCONFIRMED', operation: null, message }];
  }
  const rivals = rivalsOf(all, slot);
  if (rivals.length === 0) return [];
  const names = rivals.map((rival) => rival.instanceId).join(' and ');
  const message = `${names} reports the stream id ${streamId} too: command each by its instance id.`;
  return [{ code: 'STREAM_ID_CONFLICT', operation: null, message }];
}

function outcomeProblems(slot: Slot, marks: Pick<SlotMarks, 'unresolved'>): Problem[] {
  return marks.unresolved(slot.address).map(({ operation, status, runId }) => ({
    code: 'OUTCOME_UNKNOWN',
    operation,
    message:
      `${operation} of run ${runId} was ${status} on ${displayName(slot)}: the slot may still act, or hold ` +
      'its lock. Look at it and acknowledge.',
  }));
}
