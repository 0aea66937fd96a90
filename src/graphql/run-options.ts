import { GraphQLError } from 'graphql';
import { RequestError } from '../core/errors.js';
import { parseCountOrPercent } from '../core/runs/count-or-percent.js';
import type { RequestWords } from '../core/runs/run-request.js';
import { builder } from './builder.js';
import type { Context } from './context.js';

/** How callers of this face write what they ask for. */
const WORDS: RequestWords = {
  streamIds: 'streamIds',
  allSlots: 'streamIds: ["all"]',
  params: 'params',
  maxConcurrency: 'options.maxConcurrency',
  settleSeconds: 'options.settleSeconds',
  timeoutSeconds: 'options.timeoutSeconds',
  minSlots: 'options.minSlots',
  requestId: 'options.requestId',
  force: 'options.force',
  withForce: 'options: {force: true}',
};

/** Who asks, and how they write it. */
export const asked = ({ viewer }: Context) =>
  ({ via: 'GRAPHQL', requestedBy: viewer.name, words: WORDS }) as const;

/** The names of slots where something is started, or planned. */
export const startedSlotArgs = builder.args((t) => ({
  streamIds: t.idList({
    description:
      'Stream ids, instance ids or addresses. Left out, or `["all"]`, it is all slots that have not expired; ' +
      'slots that are out of service, or whose last outcome is unknown, are then left out and listed in ' +
      '`skipped`. Null is rejected. Under --explicit-slots it cannot be left out.',
  }),
}));

/** A client whose variable holds nothing must not command all slots by it. @throws {RequestError} */
export function requireGiven(streamIds: readonly string[] | null | undefined): void {
  if (streamIds !== null) return;
  throw new RequestError(
    'BAD_USER_INPUT',
    `streamIds is null: leave it out, or use ${WORDS.allSlots}, for all slots.`,
  );
}

builder.scalarType('CountOrPercent', {
  description:
    'A number of slots, 1 or more, or a part of them, such as "25%": rounded down, and at least one.',
  parseValue(value) {
    if (parseCountOrPercent(value) !== null) return value as number | string;
    throw new GraphQLError(`CountOrPercent takes a whole number, 1 or more, or a text such as "25%".`);
  },
  serialize: (value) => value,
});

export const RunOptionsInput = builder.inputType('RunOptions', {
  description: 'How an operation is run on the chosen slots.',
  fields: (t) => ({
    maxConcurrency: t.field({
      type: 'CountOrPercent',
      description:
        'How many slots run at a time: the next starts as soon as one is known to be done; 1 is one after the ' +
        'other. A percentage is one of the commanded slots. By default all slots start at once.',
    }),
    settleSeconds: t.float({
      description:
        'The pause, in seconds, between the end of one slot and the start of the slot that takes its place. ' +
        'Defaults to 0. Rejected without `maxConcurrency`.',
    }),
    timeoutSeconds: t.float({
      description:
        'A slot that has not finished this many seconds after its own start is TIMED_OUT. Defaults to the ' +
        'configured timeout.',
    }),
    minSlots: t.int({
      description:
        'Reject the request if fewer slots than this can be commanded. `meetsMinimum` compares the result.',
    }),
    requestId: t.id({
      description:
        'An id of your own: the same request with the same id returns the same run, so a retry is safe.',
    }),
    force: t.boolean({
      description: 'Include slots whose last outcome is unknown and not acknowledged. Defaults to false.',
    }),
  }),
});
