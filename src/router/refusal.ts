import { shortened } from '../lib/shortened.js';
import { CODE } from './messages.js';
import type { Peer } from './peer.js';

/** Error URIs in answers of the router itself. */
export const ERROR = {
  invalidUri: 'wamp.error.invalid_uri',
  notAuthorized: 'wamp.error.not_authorized',
  noSuchRealm: 'wamp.error.no_such_realm',
  noSuchProcedure: 'wamp.error.no_such_procedure',
  noSuchRegistration: 'wamp.error.no_such_registration',
  noSuchSubscription: 'wamp.error.no_such_subscription',
  procedureExists: 'wamp.error.procedure_already_exists',
  canceled: 'wamp.error.canceled',
  invalidArgument: 'wamp.error.invalid_argument',
} as const;

/** The limit of a sentence: it may contain a URI of any length. */
const MAX_SENTENCE = 1000;

/** Answers `message` with an ERROR. The sentence is its only argument; without it, there are no arguments. */
export function refuse(
  peer: Peer,
  message: { readonly code: number; readonly request: number },
  error: string,
  sentence?: string,
): void {
  const head = [CODE.ERROR, message.code, message.request, {}, error];
  peer.send(sentence === undefined ? head : [...head, [shortened(sentence, MAX_SENTENCE)]]);
}
