import { isUri } from '../lib/wamp-uri.js';
import { WampError } from './error.js';

const WITH_EMPTY_PARTS = /^([^\s.#]+\.|\.)*[^\s.#]*$/;

/**
 * Throws a {@link WampError} if the URI is invalid (with WAMP's loose rules): a router ends the whole session after such
 * a URI, so one wrong name would end the link for everything.
 */
export function checkUri(uri: string): void {
  if (!isUri(uri)) throw refused(uri, 'parts without spaces or #, joined by single dots');
}

/** The same as {@link checkUri} for prefixes and wildcards, which can have empty parts. */
export function checkPattern(uri: string): void {
  if (!WITH_EMPTY_PARTS.test(uri)) throw refused(uri, 'parts without spaces or #, joined by dots');
}

function refused(uri: string, wanted: string): WampError {
  return new WampError('wamp.error.invalid_uri', `"${uri}" is not a WAMP URI: it must have ${wanted}`, {
    sent: false,
  });
}
