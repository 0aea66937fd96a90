import { randomUUID } from 'node:crypto';
import { confirmedStreamId } from '../slots/slot.js';
import { resolveBatches, resolveCount } from './count-or-percent.js';
import type { Run, RunSlot } from './run.js';
import { settleAtStart } from './run-reducer.js';
import type { StartRequest } from './run-request.js';
import type { RunTarget } from './selection.js';

export type NewRun = Pick<Run, 'action' | 'operation' | 'params' | 'requestedBy' | 'via' | 'timeoutSeconds'> &
  Partial<
    Pick<
      StartRequest,
      | 'isRequesterVerified'
      | 'maxConcurrency'
      | 'batches'
      | 'maxErrors'
      | 'settleSeconds'
      | 'minSlots'
      | 'requestId'
      | 'retryOf'
      | 'note'
      | 'labels'
    >
  > &
  Partial<Pick<Run, 'id' | 'skipped' | 'requestDigest' | 'driver' | 'exclusiveGrant'>> & {
    readonly targets: readonly RunTarget[];
  };

/** A new run: every slot is PENDING, except names that no slot has. */
export function newRun(now: Date, wanted: NewRun): Run {
  const { action, operation, params, requestedBy, via, timeoutSeconds, targets } = wanted;
  return settleAtStart({
    id: wanted.id ?? randomUUID(),
    ...{ revision: 1, action, operation, params, requestedBy, via, timeoutSeconds },
    isRequesterVerified: wanted.isRequesterVerified ?? false,
    ...resolveSteps(wanted, targets.length),
    settleSeconds: wanted.settleSeconds ?? 0,
    minSlots: wanted.minSlots ?? null,
    note: wanted.note ?? null,
    labels: wanted.labels ?? [],
    annotated: null,
    retryOf: wanted.retryOf ?? null,
    exclusiveGrant: wanted.exclusiveGrant ?? null,
    requestId: wanted.requestId ?? null,
    requestDigest: wanted.requestDigest ?? null,
    driver: wanted.driver ?? null,
    status: 'RUNNING',
    startTime: now,
    endTime: null,
    cancelledAt: null,
    pausedAt: null,
    heldBy: null,
    slots: targets.map(newSlot),
    skipped: wanted.skipped ?? [],
  });
}

/** The numbers of slots in a request for `total` slots. */
export function resolveSteps(
  {
    maxConcurrency,
    batches,
    maxErrors,
  }: Partial<Pick<StartRequest, 'maxConcurrency' | 'batches' | 'maxErrors'>>,
  total: number,
): Pick<Run, 'maxConcurrency' | 'batches' | 'maxErrors'> {
  return {
    maxConcurrency: maxConcurrency ? resolveCount(maxConcurrency, total, 1) : null,
    batches: batches ? resolveBatches(batches, total) : null,
    maxErrors: maxErrors ? resolveCount(maxErrors, total, 0) : batches ? 0 : null,
  };
}

const NOTHING_YET = {
  params: null,
  isTagged: false,
  inferred: false,
  message: null,
  record: null,
  sentAt: null,
  acceptedAt: null,
  agentStart: null,
  sessionBefore: null,
  reportsReady: false,
  stopAcceptedAt: null,
  mayReturn: false,
  passed: false,
} as const;

function newSlot(target: RunTarget): RunSlot {
  if ('unknown' in target) {
    const { unknown, reason } = target;
    const nobody = { address: null, instanceId: unknown, streamId: null, status: 'UNKNOWN' } as const;
    return { ...NOTHING_YET, ...nobody, message: reason };
  }
  const { slot, params = null, isTagged = false } = target;
  const { address, instanceId } = slot;
  const streamId = confirmedStreamId(slot);
  return { ...NOTHING_YET, address, instanceId, streamId, params, isTagged, status: 'PENDING' };
}
