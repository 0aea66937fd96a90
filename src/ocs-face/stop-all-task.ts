import type { Core } from '../core/core.js';
import { nameOf } from '../core/runs/run.js';
import type { StopAllResult, StopAllSlot } from '../core/runs/stop-all.js';
import { distinctNames } from '../core/slots/names.js';
import type { AccessPolicy } from '../ocs/access/policy.js';
import type { Caller } from '../ocs/agent/caller.js';
import type { TaskDefinition } from '../ocs/agent/operations.js';
import type { Params } from '../ocs/agent/parameters.js';
import type { OpSession } from '../ocs/agent/session.js';
import { endsSession, readStreamIds } from './own-parameters.js';
import { passwordFrom } from './password-from.js';
import { OCS_WORDS } from './run-options.js';
import { checkStoppedSlots } from './stopped-slots.js';

/** Maximum time for which the task waits for the results. */
const WAIT_SECONDS = 5;

const DOCSTRING = [
  'stop_all(stream_ids=None)',
  '',
  '**Task** - Stops all operations on the slots, regardless of who started them: ends open runs on these slots,',
  'stops every process except check_state, and aborts every task that can be aborted. Runs that were requested earlier',
  'start nothing more on these slots. Can be started again while it runs.',
  '',
  'Args',
  '----',
  'stream_ids : list of str, optional',
  '    The slots, by stream id, instance id or group. Default: all, including expired ones. Unknown names are not',
  '    rejected.',
  '',
  'Notes',
  '-----',
  'Ends when the result of every slot is known, at most after 5 seconds. It succeeds only if nothing is running on',
  "the slots any more. session.data['runs'] lists the ids of the runs that were ended, and of the new runs with the",
  "action STOP or ABORT. session.data['slots'] has an entry for each slot, by stream id (by instance id while that is",
  'unknown)::',
  '',
  "    {'ufm_mv12': {'status': 'STOPPED', 'operations': ['stream'], 'reason': None}}",
  '',
  'status is STOPPED, STOPPING, GOES_ON, NOTHING_RUNNING or UNREACHABLE; operations lists those with this status.',
].join('\n');

export interface StopAllTaskOptions {
  readonly core: Pick<Core, 'runs' | 'registry'>;
  readonly policy: AccessPolicy['kind'];
  /** Aborts when the server closes. */
  readonly closing: AbortSignal;
}

export function stopAllTask({ core, policy, closing }: StopAllTaskOptions): TaskDefinition {
  const { runs, registry } = core;
  /** The results of all starts of the task in the open session. */
  let going: Promise<StopAllResult>[] = [];

  function ask(params: Params, caller: Caller): Promise<StopAllResult> {
    const ofFace = { via: 'OCS', requestedBy: null, words: OCS_WORDS } as const;
    const streamIds = readStreamIds(params['stream_ids']);
    const password = passwordFrom(caller, policy, highestLevel());
    const asked = runs.stopAll(
      { ...ofFace, streamIds, password, trace: caller.trace },
      WAIT_SECONDS,
      closing,
    );
    // It is awaited later, after the earlier ones.
    asked.catch(() => {});
    return asked;
  }

  function highestLevel(): number {
    const operations = registry.slots.flatMap(({ api }) => [...(api?.operations.values() ?? [])]);
    return Math.max(1, ...operations.map(({ min_privs }) => min_privs));
  }

  async function follow(session: OpSession): Promise<StopAllResult['slots']> {
    const slots = new Map<string, StopAllSlot>();
    const ids = new Set<string>();
    // `going` grows if the task is started again in the meantime.
    for (const asked of going) {
      const result = await asked;
      for (const { id } of result.runs) ids.add(id);
      for (const slot of result.slots) slots.set(slot.instanceId, slot);
      session.data = { runs: [...ids], slots: encodeSlots([...slots.values()]) };
    }
    return [...slots.values()];
  }

  return {
    docstring: DOCSTRING,
    parameters: { stream_ids: { default: null } },
    blocking: false,
    accept: (params) => checkStoppedSlots(registry, params),
    startAgain(session, params, caller) {
      going.push(ask(params, caller));
      session.addMessage('Started again: the slots are stopped again.');
    },
    run: (session, params, caller) =>
      endsSession(async () => {
        going = [ask(params, caller)];
        const slots = await follow(session);
        const bad = slots.filter(({ status }) => status !== 'STOPPED' && status !== 'NOTHING_RUNNING');
        return bad.length === 0 ? [true, 'Nothing is running.'] : [false, bad.map(sentence).join(' ')];
      }),
  };
}

function encodeSlots(slots: readonly StopAllSlot[]): Record<string, unknown> {
  const names = distinctNames(slots, nameOf);
  return Object.fromEntries(
    slots.map(({ status, operations, reason }, index) => [names[index], { status, operations, reason }]),
  );
}

const WORDS = {
  STOPPED: 'is stopped',
  STOPPING: 'is stopping',
  NOTHING_RUNNING: 'runs nothing',
  UNREACHABLE: 'cannot be reached',
} as const;

function sentence(slot: StopAllSlot): string {
  const { status, operations, reason } = slot;
  const why = reason === null ? '.' : `: ${reason}`;
  if (status === 'GOES_ON') {
    return `${operations.join(', ')} ${operations.length === 1 ? 'continues' : 'continue'} on ${nameOf(slot)}${why}`;
  }
  const what = operations.length > 0 ? ` (${operations.join(', ')})` : '';
  return `${nameOf(slot)} ${WORDS[status]}${what}${why}`;
}
