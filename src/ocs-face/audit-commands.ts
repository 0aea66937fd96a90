import { DONE } from '../core/audit/audit-record.js';
import { summaryOf } from '../core/audit/summary.js';
import type { Core } from '../core/core.js';
import { beginRequest, type RequestTrace, requestFields } from '../lib/request-trace.js';
import type { Command, OnCommand } from '../ocs/agent/agent.js';
import { REPLY_CODES } from '../ocs/protocol.js';

/** Records what other programs ask of our agent, in the audit log and as spans. */
export function auditCommands({ audit, clock }: Pick<Core, 'audit' | 'clock'>): OnCommand {
  function record({ action, operation, params, session }: Command, isAccepted: boolean, trace: RequestTrace) {
    const entry = {
      ...{ time: clock.now(), who: null, isVerified: false, via: 'OCS' as const },
      address: session === null ? null : `WAMP session ${session}`,
      action: `${action} ${operation}`,
      summary: action === 'start' ? summaryOf(subjectOf(params)) : null,
      outcome: isAccepted ? DONE : 'REJECTED',
    };
    audit.record(entry, requestFields(trace));
  }

  return (command, obey) => {
    const trace = beginRequest(`OCS ${command.action}`, {
      ...{ 'rpc.system.name': 'wamp', 'rpc.method': `OCSAgent/${command.action}` },
      'ocs.operation': command.operation,
    });
    let isAccepted = false;
    try {
      const reply = obey(trace);
      const [code, message] = reply;
      isAccepted = code === REPLY_CODES.OK;
      if (!isAccepted) trace.span.fail(message);
      return reply;
    } finally {
      record(command, isAccepted, trace);
      trace.span.end();
    }
  };
}

/** The parameters of our own that say what a start concerns. */
function subjectOf(params: unknown) {
  const { stream_ids: slots, operation, run_id: id } = (params ?? {}) as Readonly<Record<string, unknown>>;
  return { slots, operation, id };
}
