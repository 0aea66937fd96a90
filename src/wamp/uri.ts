import { isUri } from '../lib/wamp-uri.js';
import { WampError } from './error.js';

const WITH_EMPTY_PARTS = /^([^\s.#]+\.|\.)*[^\s.#]*$/;

/**
 * Throws a {@link WampError} where the URI is not even loosely valid: a router answers such a URI by
 * ending the whole session, so one wrong name would cost everybody the link.
 */
export function checkUri(uri: string): void {
  if (!isUri(uri)) throw refused(uri, 'parts without spaces or #, joined by single dots');
}

/** As {@link checkUri}, for prefixes and wildcards, whose parts may be empty. */
export function checkPattern(uri: string): void {
  if (!WITH_EMPTY_PARTS.test(uri)) throw refused(uri, 'parts without spaces or #, joined by dots');
}

function refused(uri: string, wanted: string): WampError {
  return new WampError('wamp.error.invalid_uri', `"${uri}" is not a WAMP URI: wanted ${wanted}`, {
    sent: false,
  });
}
