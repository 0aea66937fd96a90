import type { Core } from '../core/core.js';
import { counted } from '../core/runs/run-summary.js';
import type { AccessPolicy } from '../ocs/access/policy.js';
import type { TaskDefinition } from '../ocs/agent/operations.js';
import { endsSession, readStreamIds } from './own-parameters.js';
import { passwordFrom } from './password-from.js';
import { OCS_WORDS } from './run-options.js';
import { encodeSummary } from './run-tasks.js';
import { checkStoppedSlots } from './stopped-slots.js';

const DOCSTRING = [
  'stop_operation(operation, stream_ids=None)',
  '',
  '**Task** - Stops a process on the named slots, regardless of who started it. (An OCS stop of',
  'the process takes no parameters, so it stops the process on all slots.)',
  '',
  'Args',
  '----',
  'operation : str',
  '    Name of the process, such as stream.',
  'stream_ids : list of str, optional',
  '    The slots, by stream id, instance id or group. Default: all. Unknown names are not rejected.',
  '',
  'Notes',
  '-----',
  'Ends when the stops are sent, and does not wait for their outcomes.',
  "session.data['run'] is the run with the action STOP, encoded as in recent_runs. Call recent_runs until this run",
  'has ended. SUCCEEDED then means that the process has ended on the slot, or was not running there.',
].join('\n');

export interface StopOperationTaskOptions {
  readonly core: Pick<Core, 'runs' | 'registry'>;
  readonly policy: AccessPolicy['kind'];
}

/** Does not wait: otherwise the stop of one client would reject that of the next. */
export function stopOperationTask({ core, policy }: StopOperationTaskOptions): TaskDefinition {
  const { runs, registry } = core;

  function levelOf(operation: string): number {
    return Math.max(1, ...registry.slots.map(({ api }) => api?.operations.get(operation)?.min_privs ?? 1));
  }

  return {
    docstring: DOCSTRING,
    parameters: { operation: { type: 'str' }, stream_ids: { default: null } },
    blocking: false,
    accept: (params) => checkStoppedSlots(registry, params),
    run: (session, params, caller) =>
      endsSession(async () => {
        const operation = params['operation'] as string;
        const run = runs.stop('STOP', {
          ...{ operation, streamIds: readStreamIds(params['stream_ids']), via: 'OCS', requestedBy: null },
          ...{ words: OCS_WORDS, password: passwordFrom(caller, policy, levelOf(operation)) },
          trace: caller.trace,
        });
        session.data = { run: encodeSummary(run) };
        return [true, `Requested stop of "${operation}" on ${counted(run.slots.length)}.`];
      }),
  };
}
