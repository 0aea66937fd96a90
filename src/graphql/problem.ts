import type { Health, Problem, ProblemCode } from '../core/slots/problem.js';
import { builder } from './builder.js';
import { idOf } from './node.js';
import { RunSlotStatusEnum } from './run-slot.js';

export const HealthEnum = builder.enumType('Health', {
  description: 'The health of a slot, or the severity of a problem.',
  values: {
    OK: { description: 'No problem.' },
    WARNING: { description: 'Something failed or cannot be read: check the slot.' },
    CRITICAL: { description: 'Data are lost, or the slot cannot be commanded normally: act now.' },
  } satisfies Record<Health, unknown>,
});

const CODE_DESCRIPTIONS: Record<ProblemCode, string> = {
  SILENT: 'The slot has expired: no heartbeat has come within the expire time.',
  DEGRADED: 'An operation runs, but cannot do its work.',
  LAST_OPERATION_FAILED:
    'The operation that ended last on the slot failed, regardless of who started it. Disappears when the ' +
    'next operation on the slot succeeds.',
  OUTCOME_UNKNOWN:
    'The outcome of an earlier run on this slot is unknown. The operation may still be running: check the slot, ' +
    'then call `acknowledge`.',
  OVERDUE:
    'An operation that a run started takes far longer than its last successes on the slot with the same ' +
    'parameters: it may hang. Disappears when the operation ends.',
  STATE_STALE: 'The state is out of date: `check_state` is not running, or has missed three readings (30 s).',
  STREAM_STOPPED_BY_ITSELF:
    'The last stream ended without success, and nobody stopped it. (A stream ends with success if it was ' +
    'stopped, or was started with a duration.) Disappears with the next stream.',
  NAME_CONFLICT: 'Another slot, which has not expired, reports the same stream id.',
  STREAM_ID_UNCONFIRMED: 'The agent has not reported its stream id since it started.',
  API_UNREADABLE:
    'The OCS request get_api, with which an agent describes its operations and feeds, failed, or its answer cannot be read.',
  API_MALFORMED: 'A part of the answer to get_api is malformed and was ignored.',
  SESSION_UNREADABLE: 'The session of an operation cannot be read.',
  OWN_TASK_HIDDEN:
    'An operation of the slot has the same name as a task of the OCS agent of this server. An OCS client ' +
    'that uses this name commands the operation on the slots. OCS clients cannot reach the task.',
  RUNS_IN_MEMORY:
    'The server cannot use its default folder, so runs are kept in memory, and are lost when the server stops.',
  STORE_UNAVAILABLE: 'Runs cannot be stored now: new runs are rejected, stops still work.',
  PRESET_INVALID:
    'A preset in the file of --presets has a mistake and is left out, or the file cannot be used.',
  ACCESS_DIRECTOR_UNREADABLE:
    'The access director cannot be read, so `exclusiveGrants` of the slots is null. Runs are not affected: the agents ' +
    'know the grants.',
};

const ProblemCodeEnum = builder.enumType('ProblemCode', {
  description: 'The kinds of problems.',
  values: Object.fromEntries(
    Object.entries(CODE_DESCRIPTIONS).map(([code, description]) => [code, { description }]),
  ) as { [K in ProblemCode]: { description: string } },
});

interface PlacedProblem {
  /** The address of the slot with the problem; empty for a problem of the server. */
  readonly address: string;
  readonly problem: Problem;
}

export const ProblemRef = builder.objectRef<PlacedProblem>('Problem').implement({
  description: 'Something that is wrong with a slot, or with the server.',
  fields: (t) => ({
    id: t.id({
      description: 'Stable while the problem lasts.',
      resolve: ({ address, problem: { key } }, _args, { core }) => idOf(core, 'Problem', address, key),
    }),
    code: t.field({
      type: ProblemCodeEnum,
      description: 'The kind of problem.',
      resolve: ({ problem }) => problem.code,
    }),
    severity: t.field({
      type: HealthEnum,
      description: 'How bad it is; never OK.',
      resolve: ({ problem }) => problem.severity,
    }),
    message: t.string({
      description: 'What is wrong, as text.',
      resolve: ({ problem }) => problem.message,
    }),
    since: t.field({
      type: 'DateTime',
      description: 'When the problem began.',
      resolve: ({ problem }) => problem.since,
    }),
    operation: t.string({
      nullable: true,
      description: 'The operation with the problem; null if the whole slot or the server has the problem.',
      resolve: ({ problem }) => problem.operation,
    }),
    runId: t.id({
      nullable: true,
      description:
        'For OUTCOME_UNKNOWN and OVERDUE: the run that started the operation. Null for other problems.',
      resolve: ({ problem }) => problem.runId,
    }),
    outcome: t.field({
      type: RunSlotStatusEnum,
      nullable: true,
      description:
        'For OUTCOME_UNKNOWN: the status of the slot in the run: LOST, TIMED_OUT or UNKNOWN. Null for ' +
        'other problems.',
      resolve: ({ problem }) => problem.outcome,
    }),
  }),
});
