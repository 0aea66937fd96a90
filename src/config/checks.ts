import { isIP } from 'node:net';
import { isAddressSetMember, LOOPBACK_MEMBER } from '../lib/address-set.js';
import { LOG_LEVELS } from '../lib/logger.js';

/** The result of a check: the value, or what was expected in its place. */
export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false;
      readonly wanted: string;
      /** How to show the text. Absent: as it is. Null: not at all, because it may be a secret. */
      readonly got?: string | null;
    };

export type Check<T> = (text: string) => Checked<T>;

/** Longest delay that a timer takes (2^31 - 1 ms), in whole seconds: almost 25 days. */
const MAX_TIMER_SECONDS = 2_147_483;

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function good<T>(value: T): Checked<T> {
  return { ok: true, value };
}

function matching(pattern: RegExp, wanted: string): Check<string> {
  return (text) => (pattern.test(text) ? good(text) : { ok: false, wanted });
}

/** A number from `min` to `max`, both included. */
export function number(min: number, max: number, unit = ''): Check<number> {
  return (text) => {
    const value = DECIMAL.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return good(value);
    return { ok: false, wanted: `a number${unit} from ${min} to ${max}` };
  };
}

/** A whole number from `min` to `max`, both included. */
export function wholeNumber(min: number, max: number): Check<number> {
  return (text) => {
    const value = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return good(value);
    return { ok: false, wanted: `a whole number from ${min} to ${max}` };
  };
}

export const port = wholeNumber(0, 65_535);

/** Seconds that a timer can wait, at least a tenth of one. */
export const seconds = number(0.1, MAX_TIMER_SECONDS, ' of seconds');

/** One of several words. */
export function oneOf<Word extends string>(words: readonly Word[]): Check<Word> {
  return (text) => {
    const found = words.find((word) => word === text);
    return found === undefined ? { ok: false, wanted: `one of ${words.join(', ')}` } : good(found);
  };
}

export const logLevel = oneOf(LOG_LEVELS);

/** The URL of a WAMP router. A URL with a password is rejected, because URLs are logged. */
export const routerUrl: Check<string> = (text) => {
  const wanted = 'a ws:// or wss:// URL such as ws://localhost:8001/ws';
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && (url.username !== '' || url.password !== '')) {
    return {
      ok: false,
      wanted: `${wanted} without user and password (use --wamp-authid and --wamp-ticket-file)`,
      got: null,
    };
  }
  const isRouter = url !== undefined && ['ws:', 'wss:'].includes(url.protocol) && url.hash === '';
  if (isRouter) return good(text);
  // A text that is not a URL may still hold a password before an @.
  return text.includes('@') ? { ok: false, wanted, got: null } : { ok: false, wanted };
};

/** The URL of a MultiSmurf server. A URL with a password is rejected: the token is read from a file. */
export const serverUrl: Check<string> = (text) => {
  const wanted = 'an http:// or https:// URL such as http://127.0.0.1:4000';
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isServer = url !== undefined && ['http:', 'https:'].includes(url.protocol);
  if (isServer && url.username === '' && url.password === '') return good(text);
  if (text.includes('@')) return { ok: false, wanted: `${wanted} without user and password`, got: null };
  return { ok: false, wanted };
};

/** The URL of a router's HTTP bridge. A URL with a password is rejected, because URLs are logged. */
export const bridgeUrl: Check<string> = (text) => {
  const wanted = 'an http:// or https:// URL such as http://localhost:8001/call';
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isBridge = url !== undefined && ['http:', 'https:'].includes(url.protocol) && url.hash === '';
  if (isBridge && url.username === '' && url.password === '') return good(text);
  if (text.includes('@')) return { ok: false, wanted: `${wanted} without user and password`, got: null };
  return { ok: false, wanted };
};

/** The URL to which alerts are posted. It may contain a password, so it is not shown. */
export const webhookUrl: Check<string> = (text) => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && ['http:', 'https:'].includes(url.protocol) && url.hash === '') return good(text);
  return {
    ok: false,
    wanted: 'an http:// or https:// URL such as https://alerts.example.org/hook',
    got: null,
  };
};

// WAMP's loose URI rule: components of any characters but whitespace, '.' and '#'.
export const realm = matching(/^[^\s#]+$/, 'a realm name without spaces, such as test_realm');
export const addressRoot = matching(
  /^[^\s.#]+(\.[^\s.#]+)*$/,
  'an address without spaces or empty parts, such as observatory',
);
// A dot would add a part to the address, and subscribers of observatory..feeds.heartbeat would miss our heartbeats.
export const instanceId = matching(/^[^\s.#]+$/, 'an id without spaces, dots or #, such as multismurf');
export const networkName = matching(/\S/, 'a name, such as that of the telescope');
/** The name of an operation, a slot or a group. */
export const name = matching(/\S/, 'a name');
export const authid = matching(/\S/, 'the name to log in with at the router');

/** An address to listen on. */
export const listenHost: Check<string> = (text) => {
  const isName = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i.test(text);
  // Digits and dots that are not an IPv4 address (127.0.0.300) are a typing error, not a host name.
  const isNumeric = /^[\d.]+$/.test(text);
  if (isIP(text) !== 0 || (isName && !isNumeric)) return good(text);
  return { ok: false, wanted: 'an address such as 127.0.0.1 or ::1, or a host name' };
};

/** One or more values, separated by commas. */
export function listOf<T>(check: Check<T>): Check<T[]> {
  return (text) => {
    const values: T[] = [];
    for (const part of text.split(',')) {
      const checked = check(part.trim());
      if (!checked.ok)
        return { ...checked, got: checked.got === undefined ? part.trim() || 'nothing' : checked.got };
      values.push(checked.value);
    }
    return good(values);
  };
}

/** What browsers send as `Origin`: scheme, name and port of a page, without its path. */
export const pageOrigin: Check<string> = (text) => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isOrigin = url && ['http:', 'https:'].includes(url.protocol) && url.href === `${url.origin}/`;
  if (isOrigin) return good(url.origin);
  return { ok: false, wanted: 'the origin of a page without a path, such as http://localhost:5173' };
};

/** A name as in the `Host` header, without the port. */
export const hostName: Check<string> = (text) => {
  const checked = listenHost(text);
  if (checked.ok) return good(isIP(text) === 6 ? `[${text.toLowerCase()}]` : text.toLowerCase());
  return { ok: false, wanted: 'a host name without a port, such as daq.example.org' };
};

/** The path below which a server serves, without a slash at its end; empty for `/`. */
export const pathPrefix: Check<string> = (text) => {
  const path = text.replace(/\/+$/, '');
  const isPath = text.startsWith('/') && /^(\/[\w~-][\w.~-]*)*$/.test(path);
  return isPath ? good(path) : { ok: false, wanted: 'a path such as /multismurf' };
};

/** Whose `X-Forwarded-*` are believed. */
export const proxyAddress: Check<string> = (text) =>
  isAddressSetMember(text)
    ? good(text)
    : { ok: false, wanted: `an address, a subnet such as 10.0.0.0/8, or ${LOOPBACK_MEMBER}` };

/** The policies that an agent of ocs 0.12 accepts (`agent_get_policy_default` in `ocs/access.py`). */
export const accessPolicy: Check<string> = (text) => {
  const overridden = /^override:[^,]*,/.test(text);
  if (['', 'none'].includes(text) || overridden || text.startsWith('director:')) return good(text);
  return { ok: false, wanted: 'none, director:INSTANCE-ID or override:PASSWORD2,PASSWORD3', got: null };
};

/** `OPERATION=SECONDS`. */
export const operationTimeout: Check<{ operation: string; seconds: number }> = (text) => {
  const [, operation, amount] = /^([A-Za-z_]\w*)=(.*)$/.exec(text) ?? [];
  const wanted = 'OPERATION=SECONDS, such as take_iv=1800';
  if (operation === undefined || amount === undefined) return { ok: false, wanted };
  const checked = seconds(amount);
  if (checked.ok) return good({ operation, seconds: checked.value });
  return { ok: false, wanted: `${wanted}, with ${checked.wanted}` };
};

const MIN_TOKEN_LENGTH = 16;

/** A bearer token that needs no encoding in a header. */
export const bearerToken: Check<string> = (text) => {
  const fits = text.length >= MIN_TOKEN_LENGTH && /^[\x21-\x7e]+$/.test(text);
  if (fits) return good(text);
  return {
    ok: false,
    wanted: `a token of at least ${MIN_TOKEN_LENGTH} printable ASCII characters without spaces`,
    got: text.length < MIN_TOKEN_LENGTH ? `${text.length} characters` : 'a token with other characters',
  };
};

/** A bearer token of another server, of any length. */
export const headerToken: Check<string> = (text) =>
  /^[\x21-\x7e]+$/.test(text)
    ? good(text)
    : { ok: false, wanted: 'a token of printable ASCII characters without spaces', got: null };

/** A path, unchanged. */
export const path: Check<string> = (text) =>
  text.trim() === '' ? { ok: false, wanted: 'a path' } : good(text);
