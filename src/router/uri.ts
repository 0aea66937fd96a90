import { isUri } from '../lib/wamp-uri.js';

/** How the topic of a subscription is compared with the topic of an event. */
export type Match = 'exact' | 'prefix' | 'wildcard';

// Crossbar's loose rules: a component is anything without white space, dots and '#'.
const PREFIX = /^[^\s.#]+(\.[^\s.#]+)*\.?$/;
const WILDCARD = /^[^\s.#]*(\.[^\s.#]*)*$/;

/** True for a URI that is valid in a subscription with this `match`. */
export function isPattern(uri: string, match: Match): boolean {
  switch (match) {
    case 'exact':
      return isUri(uri);
    case 'prefix':
      return uri === '' || PREFIX.test(uri);
    case 'wildcard':
      return WILDCARD.test(uri);
  }
}

/**
 * True if a subscription to `pattern` receives events of `topic`. A prefix can end anywhere; an empty component of a
 * wildcard matches exactly one component.
 */
export function matches(pattern: string, match: Match, topic: string): boolean {
  switch (match) {
    case 'exact':
      return topic === pattern;
    case 'prefix':
      return topic.startsWith(pattern);
    case 'wildcard': {
      const wanted = pattern.split('.');
      const found = topic.split('.');
      return wanted.length === found.length && wanted.every((part, i) => part === '' || part === found[i]);
    }
  }
}
