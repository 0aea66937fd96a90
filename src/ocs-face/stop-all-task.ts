import type { Core } from '../core/core.js';
import { nameOf } from '../core/runs/run.js';
import type { StopAllResult, StopAllSlot } from '../core/runs/stop-all.js';
import { distinctNames } from '../core/slots/names.js';
import { requireNames } from '../core/slots/resolve-names.js';
import type { AccessPolicy } from '../ocs/access/policy.js';
import type { Caller } from '../ocs/agent/caller.js';
import type { TaskDefinition } from '../ocs/agent/operations.js';
import type { Params } from '../ocs/agent/parameters.js';
import type { OpSession } from '../ocs/agent/session.js';
import { endsSession, readStreamIds, rejectsStart } from './own-parameters.js';
import { OCS_WORDS } from './run-options.js';

/** So long the task waits for what becomes of the slots. */
const WAIT_SECONDS = 5;

const DOCSTRING = [
  'stop_all(stream_ids=None)',
  '',
  '**Task** - Stops everything on the slots, whoever started it: cancels what open runs do on them, stops every',
  'process but check_state, and aborts what can be aborted. Nothing that was requested before is started on them',
  'afterwards. Can be started again while it runs.',
  '',
  'Args',
  '----',
  'stream_ids : list of str, optional',
  '    The slots, by stream id or instance id. By default all, also expired ones. No name is rejected.',
  '',
  'Notes',
  '-----',
  'Ends when the outcome of every slot is known, after 5 seconds at most. It succeeds only if nothing runs on any',
  'of the slots. session.data has runs, the ids of the runs that were cancelled and of the stops and aborts that',
  'were sent, and slots, by stream id (by instance id while that is unknown)::',
  '',
  "    {'ufm_mv12': {'status': 'STOPPED', 'operations': ['stream'], 'reason': None}}",
  '',
  'status is STOPPED, STOPPING, GOES_ON, NOTHING_RUNNING or UNREACHABLE; operations are those that it is about.',
].join('\n');

export interface StopAllTaskOptions {
  readonly core: Pick<Core, 'runs' | 'registry'>;
  readonly policy: AccessPolicy['kind'];
  /** Aborts when the server closes. */
  readonly closing: AbortSignal;
}

export function stopAllTask({ core, policy, closing }: StopAllTaskOptions): TaskDefinition {
  const { runs, registry } = core;
  /** Of the session that goes on: each start of the task. */
  let going: Promise<StopAllResult>[] = [];

  function ask(params: Params, caller: Caller): Promise<StopAllResult> {
    const ofFace = { via: 'OCS', requestedBy: null, words: OCS_WORDS } as const;
    const streamIds = readStreamIds(params['stream_ids']);
    const password = passwordFrom(caller);
    const asked = runs.stopAll({ ...ofFace, streamIds, password }, WAIT_SECONDS, closing);
    // It is awaited later, when those before it have their outcomes.
    asked.catch(() => {});
    return asked;
  }

  /** As for a start, we lend nobody a higher level than their own. */
  function passwordFrom({ password, level }: Caller) {
    if (policy === 'override') return undefined;
    const levels = registry.slots.flatMap(({ api }) => [...(api?.operations.values() ?? [])]);
    const highest = Math.max(1, ...levels.map(({ min_privs }) => min_privs));
    return password ?? (level >= highest ? undefined : null);
  }

  async function follow(session: OpSession): Promise<StopAllResult['slots']> {
    const slots = new Map<string, StopAllSlot>();
    const ids = new Set<string>();
    // It grows meanwhile, where the task is started again.
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
    accept(params) {
      const streamIds = readStreamIds(params['stream_ids']);
      if (streamIds) rejectsStart(() => requireNames(registry.slots, streamIds, OCS_WORDS));
    },
    startAgain(session, params, caller) {
      going.push(ask(params, caller));
      session.addMessage('Started again: the slots are stopped once more.');
    },
    run: (session, params, caller) =>
      endsSession(async () => {
        going = [ask(params, caller)];
        const slots = await follow(session);
        const bad = slots.filter(({ status }) => status !== 'STOPPED' && status !== 'NOTHING_RUNNING');
        return bad.length === 0 ? [true, 'Nothing runs.'] : [false, bad.map(sentence).join(' ')];
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
  GOES_ON: 'goes on',
  NOTHING_RUNNING: 'runs nothing',
  UNREACHABLE: 'is not reached',
} as const;

function sentence(slot: StopAllSlot): string {
  const { status, operations, reason } = slot;
  const what = operations.length > 0 ? ` (${operations.join(', ')})` : '';
  return `${nameOf(slot)} ${WORDS[status]}${what}${reason === null ? '.' : `: ${reason}`}`;
}
