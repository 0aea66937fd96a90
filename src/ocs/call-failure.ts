import { NO_SUCH_PROCEDURE, WampError } from '../wamp/error.js';
import { ProtocolError } from './protocol.js';

/**
 * What a failed call proves. Only this file decides that:
 *
 * - `not-sent`: nothing was sent, so nothing happened;
 * - `rejected`: the router rejected it, so nothing reached the agent;
 * - `unanswered`: it was sent and no answer came, so the agent may have executed it;
 * - `unreadable`: the agent answered, but with an exception or with a message that is not OCS.
 *
 * If an agent refuses with the OCS code -1 and a message, it has answered: that is not a failure of the call.
 */
export type CallFailureKind = 'not-sent' | 'rejected' | 'unanswered' | 'unreadable';

/** Every rejection of an {@link OcsClient} and of a bridge. The message for users contains the text of the peer. */
export class CallFailure extends Error {
  override readonly name = 'CallFailure';
  readonly kind: CallFailureKind;
  /** The URI of the WAMP error; null if there was none. */
  readonly uri: string | null;

  constructor(kind: CallFailureKind, message: string, uri: string | null = null) {
    super(message);
    this.kind = kind;
    this.uri = uri;
  }

  /** True if no agent is registered at the address. */
  get isAgentAbsent(): boolean {
    return this.uri === NO_SUCH_PROCEDURE;
  }
}

/** WAMP errors from the router itself, before it calls a callee (WAMP basic and advanced profile). */
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

/** Errors without an answer: ours (see `WAMP_ERRORS`), and those of the router if the callee is gone. */
const NO_ANSWER: ReadonlySet<string> = new Set([
  'multismurf.error.timeout',
  'multismurf.error.link_lost',
  'multismurf.error.aborted',
  'multismurf.error.closed',
  'wamp.error.canceled',
  'wamp.error.timeout',
]);

/** Converts any rejection of a call to a {@link CallFailure}. */
export function toCallFailure(error: unknown): CallFailure {
  if (error instanceof CallFailure) return error;
  if (error instanceof ProtocolError) return new CallFailure('unreadable', error.message);
  if (!(error instanceof WampError)) return new CallFailure('unanswered', String(error));
  return new CallFailure(error.sent ? kindOfUri(error.uri) : 'not-sent', error.message, error.uri);
}

/** What the URI of a WAMP error proves about a call that was sent. */
export function kindOfUri(uri: string): Exclude<CallFailureKind, 'not-sent'> {
  if (ROUTER_REJECTIONS.has(uri)) return 'rejected';
  return NO_ANSWER.has(uri) ? 'unanswered' : 'unreadable';
}
