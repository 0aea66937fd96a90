import { shortened } from '../lib/shortened.js';

/** Why a request is rejected as a whole. A failure on a single slot is not an error, but the outcome of that slot. */
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
  | 'RUN_OPEN'
  | 'TOO_FEW_SLOTS'
  | 'REQUEST_ID_REUSED'
  | 'OUT_OF_SERVICE'
  | 'UNACKNOWLEDGED'
  | 'STILL_IN_USE'
  | 'NOT_CONNECTED'
  | 'NOT_READY'
  | 'GRANT_REFUSED'
  | 'STORE_UNAVAILABLE'
  | 'FORBIDDEN'
  | 'TOO_MANY_RUNS'
  | 'BAD_USER_INPUT';

/** Maximum length of a message: names in a request may be very long. */
const MAX_MESSAGE = 1000;

/** A rejected request. Nothing was started. `details` has the values that help the caller to correct it. */
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

/** A value in a request is invalid. */
export function badInput(message: string): RequestError {
  return new RequestError('BAD_USER_INPUT', message);
}

export function unknownRun(id: string): RequestError {
  return new RequestError('UNKNOWN_RUN', `No run has the id ${id}.`, { id });
}

/** The change is in effect, but not stored. */
export function changeNotStored(done: string, otherwise: string): RequestError {
  return new RequestError(
    'STORE_UNAVAILABLE',
    `${done}, but this is not stored, because the store does not work. If the server is restarted before the store works again, the run ${otherwise}.`,
  );
}
