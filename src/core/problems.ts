import { displayName, type ManagedSmurfInstance, type Problem } from './instance.js';
import type { SlotNotes } from './slot-notes.js';

/** Everything that is wrong with a slot: what its reader met, and what shows only beside the others. */
export function problemsOf(
  instance: ManagedSmurfInstance,
  all: readonly ManagedSmurfInstance[],
  notes: Pick<SlotNotes, 'concern'>,
): readonly Problem[] {
  return [...instance.problems, ...streamIdProblems(instance, all), ...concernProblems(instance, notes)];
}

function streamIdProblems(instance: ManagedSmurfInstance, all: readonly ManagedSmurfInstance[]): Problem[] {
  const { streamId, streamIdConfirmed, expired, instanceId } = instance;
  if (expired) return [];
  if (!streamIdConfirmed) {
    const last = streamId === null ? '' : ` It was ${streamId} before its agent restarted.`;
    const message = `The agent has not told its stream id: command it as ${instanceId}.${last}`;
    return [{ code: 'STREAM_ID_UNCONFIRMED', operation: null, message }];
  }
  const rivals = all.filter(
    (one) => one !== instance && one.streamId === streamId && one.streamIdConfirmed && !one.expired,
  );
  if (rivals.length === 0) return [];
  const names = rivals.map((rival) => rival.instanceId).join(' and ');
  const message = `${names} also says that it is ${streamId}: command each by its instance id.`;
  return [{ code: 'STREAM_ID_CONFLICT', operation: null, message }];
}

function concernProblems(instance: ManagedSmurfInstance, notes: Pick<SlotNotes, 'concern'>): Problem[] {
  const concern = notes.concern(instance.address);
  if (!concern) return [];
  const { operation, status, runId } = concern;
  const message =
    `${operation} of run ${runId} was ${status} on ${displayName(instance)}: the slot may still act, or hold ` +
    'its lock. Look at it and acknowledge.';
  return [{ code: 'LAST_RUN_GIVEN_UP', operation, message }];
}
