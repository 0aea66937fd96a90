import type { Core } from '../core/core.js';
import type { Logger } from '../lib/logger.js';
import type { Agent } from '../ocs/agent/agent.js';
import { SUPERUSER } from '../ocs/agent/caller.js';
import { REPLY_CODES } from '../ocs/protocol.js';
import type { SlotOperations } from './slot-operation.js';

/**
 * Opens a session for each open run that an OCS client started at an earlier server, so that OCS clients can wait for
 * it and stop it. Nothing is started on the slots. Called when this agent has the address, and when an operation is new.
 */
export function continueSessions(
  agent: Pick<Agent, 'standing' | 'session' | 'start'>,
  operations: Pick<SlotOperations, 'continueWith'>,
  { runs }: Pick<Core, 'runs'>,
  logger: Logger,
): void {
  if (!agent.standing.registered) return;
  for (const run of runs.open) {
    const { id, operation } = run;
    const session = agent.session(operation);
    if (run.via !== 'OCS' || run.action !== 'RUN' || (session && session.status !== 'done')) continue;
    const start = () => agent.start(operation, {}, SUPERUSER);
    const [code, message] = operations.continueWith(run, start);
    if (code === REPLY_CODES.OK) logger.info({ run: id, operation }, 'the OCS session of a run continues');
    else logger.warn({ run: id, operation, message }, 'the OCS session of a run cannot be continued yet');
  }
}
