import type { Problem, ProblemCode } from '../core/slots/problem.js';
import type { Slot } from '../core/slots/slot.js';
import type { Alert, AlertName } from './alert.js';

/** The problems of slots that operators must know at once. The others can wait until somebody looks. */
const BY_CODE: Partial<Record<ProblemCode, AlertName>> = {
  SILENT: 'SlotExpired',
  OVERDUE: 'SlotOverdue',
  OUTCOME_UNKNOWN: 'OutcomeNotAcknowledged',
  STREAM_STOPPED_BY_ITSELF: 'StreamStopped',
};

/**
 * The alerts of a slot, from its problems. A slot that is out of service has none, and one that is awaited after a
 * restart of the server has not expired.
 */
export function slotAlerts(
  slot: Slot,
  problems: readonly Problem[],
  isOutOfService: boolean,
): readonly Alert[] {
  if (isOutOfService) return [];
  return problems.flatMap((problem) => {
    const name = problem.outcome === 'LOST' ? 'SlotLost' : BY_CODE[problem.code];
    if (name === undefined || (slot.awaited && problem.code === 'SILENT')) return [];
    return alertOf(name, slot, problem);
  });
}

function alertOf(
  name: AlertName,
  slot: Slot,
  { key, severity, operation, runId, message, since }: Problem,
): Alert {
  const { address, instanceId, streamId } = slot;
  // Not its display name: that changes while an agent starts.
  const slotName = streamId ?? instanceId;
  return {
    key: `${address}/${key}`,
    name,
    severity: severity === 'CRITICAL' ? 'critical' : 'warning',
    labels: {
      slot: slotName,
      instance_id: instanceId,
      ...(operation !== null && { operation }),
      ...(runId !== null && { run: runId }),
    },
    // Some receivers show nothing else.
    description: `${slotName}: ${message}`,
    startsAt: since,
    view: `?view=slot&id=${encodeURIComponent(instanceId)}`,
  };
}
