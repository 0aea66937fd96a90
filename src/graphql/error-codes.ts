import type { ErrorCode } from '../core/errors.js';
import { builder } from './builder.js';

const DESCRIPTIONS: Record<ErrorCode, string> = {
  NOTHING_SELECTED: 'A list of names is empty, or no slot of the run has the status that `retryRun` selects.',
  UNKNOWN_STREAM_ID:
    'A name belongs to no slot; `known` lists the known names. Also for a stream id that the agent has not reported since ' +
    'its restart: then use the instance id.',
  AMBIGUOUS_NAME:
    'A name belongs to more than one slot, or it is the name of a group although one slot is required; ' +
    '`addresses` lists the slots of a name.',
  EXPIRED_INSTANCE:
    'A named slot has expired. With `skipUnavailable`, this slot is skipped, and the other slots are ' +
    'commanded.',
  NO_LIVE_INSTANCE:
    'No slot can be commanded: every slot would be skipped (see `SkipCode`), or no slot is known.',
  UNKNOWN_OPERATION:
    'None of the slots of the request has the operation; `known` lists the operations of these slots.',
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
  NOT_READY:
    'The server is still finding the slots, so it cannot check names yet; or the agents have not applied ' +
    'the exclusive grant yet.',
  GRANT_REFUSED:
    'The exclusive grant of `exclusive` could not be held, for example because another client holds it.',
  STORE_UNAVAILABLE:
    'Runs cannot be stored or read now. No new run was started. After `pauseRun` or `resumeRun`, the ' +
    'change is in effect but not stored. After `annotateRun`, it is not certain that the change is ' +
    'stored. Stops, aborts and cancels still work.',
  FORBIDDEN:
    'The token does not allow this: its user needs another role, or may not start this operation or command this slot.',
  TOO_MANY_RUNS: 'The user has started too many runs in the last minute. Stops are never limited.',
  BAD_USER_INPUT: 'A value is invalid.',
};

const ErrorCodeEnum = builder.enumType('ErrorCode', {
  description:
    'Why a request was rejected: the values of `extensions.code` in an error. Members such as `known` ' +
    'and `addresses` are in `extensions`, too. Other codes describe errors of HTTP and of the GraphQL ' +
    'document. The cookbook lists them.',
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
