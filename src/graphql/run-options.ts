import { GraphQLError } from 'graphql';
import { RequestError } from '../core/errors.js';
import { parseCountOrPercent } from '../core/runs/count-or-percent.js';
import type { RequestWords } from '../core/runs/run-request.js';
import { createSecret } from '../lib/secret.js';
import { builder } from './builder.js';
import type { Context } from './context.js';

/** The names of the arguments in the GraphQL interface, for error messages. */
export const WORDS: RequestWords = {
  streamIds: 'streamIds',
  allSlots: 'streamIds: ["all"]',
  params: 'params',
  maxConcurrency: 'options.maxConcurrency',
  batches: 'options.batches',
  maxErrors: 'options.maxErrors',
  settleSeconds: 'options.settleSeconds',
  timeoutSeconds: 'options.timeoutSeconds',
  minSlots: 'options.minSlots',
  requestId: 'options.requestId',
  force: 'options.force',
  slotParams: 'options.slotParams',
  tagWithRunId: 'options.tagWithRunId',
  skipUnavailable: 'options.skipUnavailable',
  note: 'options.note',
  labels: 'options.labels',
  withForce: 'options: {force: true}',
};

/** The caller, its rights and its password, and the names of the arguments for error messages. */
export const asked = ({ viewer, requester: { name, isVerified }, password, trace }: Context) =>
  ({
    via: 'GRAPHQL',
    requestedBy: name,
    isRequesterVerified: isVerified,
    password,
    trace,
    allowed: viewer,
    words: WORDS,
  }) as const;

/** The argument for the slots of a start or a plan. */
export const startedSlotArgs = builder.args((t) => ({
  streamIds: t.idList({
    description:
      'Stream ids, instance ids, addresses or groups. Defaults to `["all"]`: all slots that can be ' +
      'commanded. With `["all"]`, `skipped` lists the slots that cannot be commanded: they have ' +
      'expired, are out of service, share a stream id, have an unknown last outcome, or are not allowed ' +
      'by the token. Null is rejected. Required if the server runs with --explicit-slots.',
  }),
}));

/** The argument of everything that concerns one run. */
export const oneRunArgs = builder.args((t) => ({
  id: t.id({ required: true, description: 'Id of the run.' }),
}));

/** A client with an empty variable must not command all slots by mistake. @throws {RequestError} if null */
export function requireGiven(streamIds: readonly string[] | null | undefined): void {
  if (streamIds !== null) return;
  throw new RequestError(
    'BAD_USER_INPUT',
    `streamIds is null: for all slots, omit it or use ${WORDS.allSlots}.`,
  );
}

builder.scalarType('CountOrPercent', {
  description:
    'A number of slots, or a percentage of the commanded slots as a string, such as "25%", which is rounded down.',
  parseValue(value) {
    if (parseCountOrPercent(value, 0) !== null) return value as number | string;
    throw new GraphQLError('CountOrPercent must be an integer (0 or more), or a string such as "25%".');
  },
  serialize: (value) => value,
});

const SlotParamsInput = builder.inputType('SlotParams', {
  description: 'Parameters for some of the slots of a run.',
  fields: (t) => ({
    streamIds: t.idList({
      required: true,
      description:
        'Stream ids, instance ids, addresses or groups of these slots. A slot can be named only once.',
    }),
    params: t.field({
      type: 'JSON',
      required: true,
      description:
        'Parameters as an object. They are added to `params` of the request, and replace members with the same name.',
    }),
  }),
});

const ExclusiveInput = builder.inputType('Exclusive', {
  description: 'An exclusive grant of the access director, to be held during a run.',
  fields: (t) => ({
    grant: t.string({
      required: true,
      description: 'The name of the grant in the configuration of the access director.',
    }),
    password: t.string({
      description: 'The password of the grant, if it has one. It is not stored, logged or shown anywhere.',
    }),
  }),
});

export const RunOptionsInput = builder.inputType('RunOptions', {
  description: 'How an operation is run on the chosen slots. Every option has a default.',
  fields: (t) => ({
    maxConcurrency: t.field({
      type: 'CountOrPercent',
      description:
        'How many slots run at the same time. The next slot starts when one is known to have ended; 1 means one ' +
        'after the other. At least 1. By default all slots start at the same time, or with `batches` all slots ' +
        'of a batch.',
    }),
    batches: t.field({
      type: ['CountOrPercent'],
      description:
        'The sizes of the batches, such as `[1, "25%", "100%"]`: first 1 slot, then a quarter of all ' +
        'slots, then the others. Each batch has at least 1 slot. If slots remain after the last entry, ' +
        'its size is used again. The next batch starts when every slot of the previous batch has ended ' +
        'or is READY. It does not start if more than `maxErrors` slots did not succeed. Defaults to one ' +
        'batch.',
    }),
    maxErrors: t.field({
      type: 'CountOrPercent',
      description:
        'No further slot is started if more slots than this have ended without success. Slots on which ' +
        'the operation runs continue to its end; the waiting slots are NOT_STARTED. Defaults to 0 with ' +
        '`batches`, otherwise to no limit. Rejected without `batches` or `maxConcurrency`.',
    }),
    settleSeconds: t.float({
      description:
        'The pause after the operation has ended on one slot, before it starts on the next slot or batch, in ' +
        'seconds. Defaults to 0. Rejected without `maxConcurrency` or `batches`.',
    }),
    timeoutSeconds: t.float({
      description:
        'The timeout of each slot, in seconds from its own start. A slot on which the operation has not ' +
        'ended by then is TIMED_OUT. Defaults to the timeout in the configuration of the server.',
    }),
    minSlots: t.int({
      description:
        'The request is rejected if fewer slots than this can be commanded. `meetsMinimum` then reports whether ' +
        'enough slots succeeded. Defaults to no minimum.',
    }),
    requestId: t.id({
      description:
        'An id chosen by the client, so that a retry is safe: the same request with the same id returns the same ' +
        'run and starts nothing. Defaults to none.',
    }),
    slotParams: t.field({
      type: [SlotParamsInput],
      description:
        'Parameters for some of the slots. They are added to `params`, and replace members with the same ' +
        'name. The request is rejected if `slotParams` names a slot that it does not command. Defaults ' +
        'to the same parameters for every slot.',
    }),
    tagWithRunId: t.boolean({
      description:
        'Send the id of the run as the parameter `tag`, so that the data files name the run. Only where the ' +
        'operation has the parameter `tag` and the request does not give it. Defaults to false.',
    }),
    force: t.boolean({
      description:
        'Also command slots whose last outcome is unknown and not acknowledged. Defaults to false.',
    }),
    skipUnavailable: t.boolean({
      description:
        'Skip named slots that have expired, are out of service, have an unknown last outcome, or are ' +
        'not allowed by the token, and list them in `skipped`. If this is false, one such slot is enough ' +
        'to reject the whole request. Defaults to false.',
    }),
    note: t.string({
      description:
        'Why the run is made, for other users: at most 1000 characters. `annotateRun` changes it later. Defaults to ' +
        'none. A repeated request with the same `requestId` can have another note; the note of the run stays.',
    }),
    labels: t.stringList({
      description:
        'Labels, with which the run can be found (see `label` of RunFilter): at most 20. A label has 1 to 63 letters, ' +
        'digits and any of `_.:/=+-`, and begins with a letter or a digit, such as "calibration" or ' +
        '"campaign:2026-11". `annotateRun` changes them later. Defaults to none.',
    }),
    exclusive: t.field({
      type: ExclusiveInput,
      description:
        'Hold this exclusive grant during the run, so that other clients have a lower access level on ' +
        'the slots of the grant. The server acquires the grant before it starts the first slot; this ' +
        'takes a few seconds. It renews the grant until the run has ended, and then releases it. ' +
        'Rejected with GRANT_REFUSED if it is not available. Requires a server with `--access-policy ' +
        'director:INSTANCE-ID`. Defaults to no grant.',
    }),
  }),
});

type Options = typeof RunOptionsInput.$inferInput;

/** The options for `parseStartRequest`; from here on, the password of a grant is a secret. */
export function readOptions(options: Options | null | undefined) {
  if (!options?.exclusive) return { ...options, exclusive: null };
  const { grant, password } = options.exclusive;
  return { ...options, exclusive: { grant, password: password ? createSecret(password) : undefined } };
}
