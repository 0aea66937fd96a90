import { shortened } from '../lib/shortened.js';

/** What can be wrong with a request as a whole; what goes wrong on one slot is data on that slot. */
export type ErrorCode =
  | 'NOTHING_SELECTED'
  | 'SLOTS_REQUIRED'
  | 'UNKNOWN_STREAM_ID'
  | 'AMBIGUOUS_NAME'
  | 'EXPIRED_INSTANCE'
  | 'NO_LIVE_INSTANCE'
  | 'UNKNOWN_OPERATION'
  | 'UNKNOWN_FEED'
  | 'UNKNOWN_RUN'
  | 'TOO_FEW_SLOTS'
  | 'REQUEST_ID_REUSED'
  | 'OUT_OF_SERVICE'
  | 'UNACKNOWLEDGED'
  | 'STILL_IN_USE'
  | 'NOT_CONNECTED'
  | 'NOT_READY'
  | 'BAD_USER_INPUT';

/** A request may name what is as long as it is itself: a message repeats the beginning and the end. */
const MAX_MESSAGE = 1000;

/** A rejected request. Nothing was started; `details` holds what the caller needs to correct it. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, details: Readonly<Record<string, unknown>> = {}) {
    super(shortened(message, MAX_MESSAGE));
    this.code = code;
    this.details = details;
  }
}

export function unknownRun(id: string): RequestError {
  return new RequestError('UNKNOWN_RUN', `There is no run ${id}.`, { id });
}
