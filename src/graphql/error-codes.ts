import type { ErrorCode } from '../core/errors.js';
import { builder } from './builder.js';

const DESCRIPTIONS: Record<ErrorCode, string> = {
  NOTHING_SELECTED: 'A list of names is empty.',
  UNKNOWN_STREAM_ID: 'No slot has a name; `known` lists those there are.',
  AMBIGUOUS_NAME: 'A name stands for two slots; `addresses` lists them.',
  EXPIRED_INSTANCE: 'A slot that was named has expired.',
  NO_LIVE_INSTANCE: 'No slot sends heartbeats.',
  UNKNOWN_OPERATION: 'No slot has the operation; `known` lists those there are.',
  UNKNOWN_FEED: 'No slot has the feed; `known` lists those there are.',
  UNKNOWN_RUN: 'No run has the id.',
  TOO_FEW_SLOTS: 'Fewer slots than `minSlots` can be commanded.',
  SLOTS_REQUIRED: 'The server wants a start to name its slots: see `--explicit-slots`.',
  REQUEST_ID_REUSED: 'The request id stands for another request.',
  OUT_OF_SERVICE: 'A slot that was named is out of service.',
  UNACKNOWLEDGED: 'The outcome of an earlier run on a slot that was named is unknown.',
  STILL_IN_USE: 'A slot to forget is not expired, or a run waits for it.',
  NOT_CONNECTED: 'There is no link to the router.',
  NOT_READY: 'The server is still finding the slots, so it cannot judge names.',
  STORE_UNAVAILABLE:
    'Runs cannot be stored or read now, so nothing was started. Stops, aborts and cancels work all the same.',
  BAD_USER_INPUT: 'A value is invalid.',
};

const ErrorCodeEnum = builder.enumType('ErrorCode', {
  description:
    'Why a request was rejected, as `extensions.code` of an error reports it. Besides these there are codes for ' +
    'requests that never reach a slot: UNAUTHENTICATED, QUERY_TOO_LARGE, GRAPHQL_PARSE_FAILED, ' +
    'GRAPHQL_VALIDATION_FAILED.',
  values: Object.fromEntries(
    Object.entries(DESCRIPTIONS).map(([code, description]) => [code, { description }]),
  ) as { [K in ErrorCode]: { description: string } },
});

builder.queryField('errorCodes', (t) =>
  t.field({
    type: [ErrorCodeEnum],
    description:
      'Every code with which a request can be rejected. It documents them: errors carry them as text.',
    resolve: () => Object.keys(DESCRIPTIONS) as ErrorCode[],
  }),
);
