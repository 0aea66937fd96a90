import type { Health, Problem, ProblemCode } from '../core/slots/problem.js';
import type { Slot } from '../core/slots/slot.js';
import { builder } from './builder.js';
import { idOf } from './node.js';

export const HealthEnum = builder.enumType('Health', {
  description: 'How well a slot is, or how bad a problem is.',
  values: {
    OK: { description: 'No problem.' },
    WARNING: { description: 'Look at it: something failed or cannot be read.' },
    CRITICAL: { description: 'Act: data are lost, or the slot cannot be commanded as it should.' },
  } satisfies Record<Health, unknown>,
});

const CODE_DESCRIPTIONS: Record<ProblemCode, string> = {
  SILENT: 'The slot has expired: no heartbeat for the expire time.',
  DEGRADED: 'An operation runs, but cannot do its work.',
  LAST_OPERATION_FAILED:
    'The operation that ended last on the slot ended without success, by whomever it was started. Over with ' +
    'the next success.',
  OUTCOME_UNKNOWN: 'A run gave up on the slot before it saw the end: look at it and `acknowledge`.',
  STATE_STALE: 'The state is old: `check_state` does not run, or has missed three readings.',
  STREAM_STOPPED_BY_ITSELF:
    'The last stream ended without success, and nobody had asked it to stop. A stream that ended with success ' +
    'was stopped or had a duration. Over with the next stream.',
  NAME_CONFLICT: 'Another live slot reports the same stream id.',
  STREAM_ID_UNCONFIRMED: 'The agent has not reported its stream id since it started.',
  API_UNREADABLE: 'What the agent offers cannot be read.',
  API_MALFORMED: 'A part of what the agent offers is malformed, and left out.',
  SESSION_UNREADABLE: 'The session of an operation cannot be read.',
  OWN_TASK_HIDDEN:
    'The slot has an operation of the same name as a task of the OCS agent of this server. OCS clients that call ' +
    'that name command the slots: the task cannot be reached.',
};

const ProblemCodeEnum = builder.enumType('ProblemCode', {
  description: 'The kinds of problems.',
  values: Object.fromEntries(
    Object.entries(CODE_DESCRIPTIONS).map(([code, description]) => [code, { description }]),
  ) as { [K in ProblemCode]: { description: string } },
});

interface SlotProblem {
  readonly slot: Slot;
  readonly problem: Problem;
}

export const ProblemRef = builder.objectRef<SlotProblem>('Problem').implement({
  description: 'Something that is wrong with a slot.',
  fields: (t) => ({
    id: t.id({
      description: 'The same for as long as the problem lasts.',
      resolve: ({ slot, problem: { key } }, _args, { core }) => idOf(core, 'Problem', slot.address, key),
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
      description: 'What is wrong, for people.',
      resolve: ({ problem }) => problem.message,
    }),
    since: t.field({
      type: 'DateTime',
      description: 'Since when: the same for as long as it lasts.',
      resolve: ({ problem }) => problem.since,
    }),
    operation: t.string({
      nullable: true,
      description: 'The operation that it is about; null if it is about the slot as a whole.',
      resolve: ({ problem }) => problem.operation,
    }),
  }),
});
