import { NO_SUCH_PROCEDURE, WampError } from '../wamp/error.js';
import { ProtocolError } from './protocol.js';

/**
 * What a call that failed proves, decided here and nowhere else:
 *
 * - `not-sent`: nothing left us, so nothing happened;
 * - `rejected`: the router turned it away, so nothing reached the agent;
 * - `unanswered`: it was sent and no answer came, so it may have been done;
 * - `unreadable`: the agent was there and answered, but with an exception or with what is not OCS.
 *
 * An agent that refuses in OCS's own way, with code -1 and a message, has answered: that is no failure of the call.
 */
export type CallFailureKind = 'not-sent' | 'rejected' | 'unanswered' | 'unreadable';

/** Every rejection of an {@link OcsClient} and of a bridge. The message is for people, in the peer's own words. */
export class CallFailure extends Error {
  override readonly name = 'CallFailure';
  readonly kind: CallFailureKind;
  /** The URI of the WAMP error; null where there was none. */
  readonly uri: string | null;

  constructor(kind: CallFailureKind, message: string, uri: string | null = null) {
    super(message);
    this.kind = kind;
    this.uri = uri;
  }

  /** True where the router knows no agent at the address. */
  get isAgentAbsent(): boolean {
    return this.uri === NO_SUCH_PROCEDURE;
  }
}

/** WAMP errors that a router makes itself, before any callee is asked (WAMP basic and advanced profile). */
const ROUTER_REJECTIONS: ReadonlySet<string> = new Set([
  NO_SUCH_PROCEDURE,
  'wamp.error.not_authorized',
  'wamp.error.authorization_failed',
  'wamp.error.invalid_uri',
  'wamp.error.invalid_argument',
  'wamp.error.no_available_callee',
  'wamp.error.no_eligible_callee',
  'wamp.error.disclose_me.not_allowed',
  'wamp.error.option_disallowed.disclose_me',
]);

/** Ends of a call without an answer: ours (see `WAMP_ERRORS`) and the router's, where the callee is gone. */
const NO_ANSWER: ReadonlySet<string> = new Set([
  'multismurf.error.timeout',
  'multismurf.error.link_lost',
  'multismurf.error.aborted',
  'multismurf.error.closed',
  'wamp.error.canceled',
  'wamp.error.timeout',
]);

/** Whatever a call rejected with, as a {@link CallFailure}. */
export function toCallFailure(error: unknown): CallFailure {
  if (error instanceof CallFailure) return error;
  if (error instanceof ProtocolError) return new CallFailure('unreadable', error.message);
  if (!(error instanceof WampError)) return new CallFailure('unanswered', String(error));
  return new CallFailure(error.sent ? kindOfUri(error.uri) : 'not-sent', error.message, error.uri);
}

/** What the URI of a WAMP error proves of a call that was sent. */
export function kindOfUri(uri: string): Exclude<CallFailureKind, 'not-sent'> {
  if (ROUTER_REJECTIONS.has(uri)) return 'rejected';
  return NO_ANSWER.has(uri) ? 'unanswered' : 'unreadable';
}
