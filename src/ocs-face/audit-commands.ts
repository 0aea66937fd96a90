import { DONE } from '../core/audit/audit-record.js';
import { summaryOf } from '../core/audit/summary.js';
import type { Core } from '../core/core.js';
import type { Command } from '../ocs/agent/agent.js';

/** Records what other programs ask of our agent. */
export function auditCommands({ audit, clock }: Pick<Core, 'audit' | 'clock'>): (command: Command) => void {
  return ({ action, operation, params, session, isAccepted }) =>
    audit.record({
      ...{ time: clock.now(), who: null, isVerified: false, via: 'OCS' },
      address: session === null ? null : `WAMP session ${session}`,
      action: `${action} ${operation}`,
      summary: action === 'start' ? summaryOf(subjectOf(params)) : null,
      outcome: isAccepted ? DONE : 'REJECTED',
    });
}

/** The parameters of our own that say what a start concerns. */
function subjectOf(params: unknown) {
  const { stream_ids: slots, operation, run_id: id } = (params ?? {}) as Readonly<Record<string, unknown>>;
  return { slots, operation, id };
}
