import type { ErrorCode } from '../core/errors.js';
import { builder } from './builder.js';

const DESCRIPTIONS: Record<ErrorCode, string> = {
  NOTHING_SELECTED: 'A list of names is empty.',
  UNKNOWN_STREAM_ID: 'A name belongs to no slot; `known` lists the known names.',
  AMBIGUOUS_NAME: 'A name belongs to more than one slot; `addresses` lists these slots.',
  EXPIRED_INSTANCE: 'A named slot has expired.',
  NO_LIVE_INSTANCE:
    'No slot can be commanded: every slot would be skipped (see `SkipCode`), or no slot is known.',
  UNKNOWN_OPERATION: 'No slot has the operation; `known` lists the known operations.',
  UNKNOWN_FEED: 'No slot has the feed; `known` lists the known feeds.',
  UNKNOWN_RUN: 'No run has this id.',
  RUN_OPEN: 'The run has not ended yet.',
  TOO_FEW_SLOTS: 'Fewer slots than `minSlots` can be commanded.',
  SLOTS_REQUIRED: '`streamIds` is missing, and the server requires it (`--explicit-slots`).',
  REQUEST_ID_REUSED: 'The request id was already used for a different request.',
  OUT_OF_SERVICE: 'A named slot is out of service.',
  UNACKNOWLEDGED: 'The outcome of an earlier run on a named slot is unknown: see `acknowledge`.',
  STILL_IN_USE:
    'The slot cannot be removed with `forgetInstance`: it has not expired, or a run waits for it.',
  NOT_CONNECTED: 'The server is not connected to the router.',
  NOT_READY: 'The server is still finding the slots, so it cannot check names yet.',
  GRANT_REFUSED:
    'The exclusive grant of `exclusive` could not be held, for example because another client holds it.',
  STORE_UNAVAILABLE:
    'Runs cannot be stored or read now, so nothing was started; the message says what became of a pause or an edit. ' +
    'Stops, aborts and cancels still work.',
  FORBIDDEN:
    'The token does not allow this: its user needs another role, or may not start this operation or command this slot.',
  TOO_MANY_RUNS: 'The user has started too many runs in the last minute. Stops are never limited.',
  BAD_USER_INPUT: 'A value is invalid.',
};

const ErrorCodeEnum = builder.enumType('ErrorCode', {
  description:
    'Why a request was rejected: the values of `extensions.code` in an error. Other codes describe errors of ' +
    'HTTP and of the GraphQL document. The cookbook lists them.',
  values: Object.fromEntries(
    Object.entries(DESCRIPTIONS).map(([code, description]) => [code, { description }]),
  ) as { [K in ErrorCode]: { description: string } },
});

builder.queryField('errorCodes', (t) =>
  t.field({
    type: [ErrorCodeEnum],
    description: 'All values of ErrorCode, for documentation. Errors contain the code as a string.',
    resolve: () => Object.keys(DESCRIPTIONS) as ErrorCode[],
  }),
);
