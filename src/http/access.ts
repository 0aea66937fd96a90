import { isIP } from 'node:net';
import { type Identities, UNKNOWN } from '../auth/identities.js';
import { ANYBODY, isSameViewer, type Viewer } from '../auth/viewer.js';
import type { Clock } from '../lib/clock.js';
import { isLoopbackHost } from '../lib/loopback.js';
import { shortened } from '../lib/shortened.js';
import type { Closable } from '../lib/topic.js';
import { type Asked, createClientReader, type ReadClient } from './client.js';
import { tokenInCookie } from './cookie.js';
import type { Refusal } from './refusal.js';

/** The credentials of a client. */
export interface Credentials {
  /** The value of the header `Authorization`. */
  readonly authorization?: string | undefined;
  /** The payload of the first message of a WebSocket: browsers cannot set the headers of a WebSocket. */
  readonly connectionParams?: Readonly<Record<string, unknown>> | undefined;
  /** What the sign-in has left in the browser. It counts only if the others contain no token. */
  readonly cookie?: { readonly token: string; readonly isOfOwnPage: boolean } | null;
}

/** Decides which requests are accepted. */
export interface Access {
  /** Rejects pages of other sites that use the browser of a visitor to reach an internal server. */
  checkOrigin(request: Asked): Refusal | null;
  /** Our address, as the client has named it; null if it has named none. */
  ownOrigin(request: Asked): URL | null;
  /** True if the browser says that a page of this server asks. */
  isOwnPage(request: Asked): boolean;
  /** @param connectionParams of a WebSocket, whose upgrade is the request */
  credentialsOf(request: Asked, connectionParams?: Credentials['connectionParams']): Credentials;
  /** True if pages of this origin are allowed by `allowedOrigins`. */
  allowsOrigin(origin: string): boolean;
  authenticate(credentials: Credentials): Promise<Viewer | Refusal>;
  /**
   * Watches a client that was let in. Once its rights are others, or have ended, calls `end`.
   * @param end gets why the client may not come back with the same credentials; null if it may, with its new rights
   */
  watch(credentials: Credentials, viewer: Viewer, end: (refusal: Refusal | null) => void): Closable;
}

export interface AccessOptions {
  /** The configured host: an address or a name. */
  readonly host: string;
  /** The address that it listens on. */
  readonly address: string;
  /** Believes no proxy by default. */
  readonly readClient?: ReadClient;
  /** Who sends which token. */
  readonly identities: Identities;
  readonly clock: Clock;
  /** Other origins whose pages may use the server, such as `http://localhost:5173`. */
  readonly allowedOrigins?: readonly string[];
  /**
   * Other host names that requests may use, for example through a proxy: to a server on loopback, or to one that
   * requires no token.
   */
  readonly allowedHosts?: readonly string[];
}

const NO_TOKEN: Refusal = { code: 'UNAUTHENTICATED', ...UNKNOWN };

const FOREIGN_COOKIE: Refusal = {
  code: 'FORBIDDEN',
  message:
    'The sign-in cookie is accepted only from the pages of this server. Other clients must send the header "Authorization: Bearer TOKEN".',
};

export function createAccess(options: AccessOptions): Access {
  const { host, address, identities, clock, allowedOrigins = [], allowedHosts = [] } = options;
  const { readClient = createClientReader() } = options;
  const onLoopback = isLoopbackHost(address);

  function isOurName(hostname: string): boolean {
    if (isLoopbackHost(hostname) || hostname === host.toLowerCase() || allowedHosts.includes(hostname))
      return true;
    // No name resolves to an address that a page has as its own.
    return !onLoopback && isIP(hostname.replace(/^\[|\]$/g, '')) !== 0;
  }

  function unknownName(url: URL | null): string {
    const remedy = url ? `, or start the server with --allow-host ${url.hostname}` : '';
    return onLoopback
      ? `This server listens only on loopback: use the host name localhost or 127.0.0.1${remedy}.`
      : `The host name is not accepted, because this server requires no token: use the IP address of the server${remedy}.`;
  }

  function ownOrigin(request: Asked): URL | null {
    const { isSecure, host: asked } = readClient(request);
    return parse(`${isSecure ? 'https' : 'http'}://${asked}`);
  }

  // A proxy may speak TLS for us without saying so: then the page has another scheme.
  const isOwn = (ours: URL | null, page: URL | null) =>
    ours !== null && (ours.protocol === 'https:' ? page?.origin === ours.origin : page?.host === ours.host);

  function isOwnPage(request: Asked): boolean {
    const { method, headers } = request;
    const { origin, referer, upgrade, 'sec-fetch-site': site, 'sec-fetch-mode': mode } = headers;
    const isOurs = (page: string) => isOwn(ownOrigin(request), parse(page));
    // Browsers send it with each POST and for each WebSocket, and with a GET only across origins.
    if (origin !== undefined) return isOurs(origin);
    if (upgrade !== undefined) return false;
    if (site === 'same-origin') return true;
    if (method !== 'GET') return false;
    // Browsers tell the site only over TLS and to loopback, and the referrer everywhere if the page lets them.
    if (site === undefined) return referer !== undefined && isOurs(referer);
    // A person has entered the address: no page asks, and no GET changes anything.
    return site === 'none' && mode === 'navigate';
  }

  const allowsOrigin = (origin: string) => allowedOrigins.includes(origin);

  async function authenticate({
    authorization,
    connectionParams = {},
    cookie = null,
  }: Credentials): Promise<Viewer | Refusal> {
    if (!identities.isRequired) return ANYBODY;
    const shown = [authorization, connectionParams['Authorization'], connectionParams['authorization']];
    const tokens = shown.flatMap(bearerTokenIn);
    if (tokens.length === 0 && cookie) {
      // A page sends its token itself, but the cookie goes with whatever a browser sends to us.
      if (!cookie.isOfOwnPage) return FOREIGN_COOKIE;
      tokens.push(cookie.token);
    }
    let refusal = NO_TOKEN;
    for (const token of tokens) {
      const found = await identities.find(token);
      if ('role' in found) return found;
      refusal = { code: 'UNAUTHENTICATED', ...found };
    }
    return refusal;
  }

  return {
    checkOrigin(request) {
      const { origin, host: direct = '' } = request.headers;
      const ours = ownOrigin(request);
      // An attacker's name may resolve to this machine (DNS rebinding): its page would have our origin. Such a page can
      // also send another name of a proxy.
      if (onLoopback || !identities.isRequired) {
        const unknown = [ours, parse(`http://${direct}`)].find((url) => !isOurName(url?.hostname ?? ''));
        if (unknown !== undefined) return { code: 'FORBIDDEN', message: unknownName(unknown) };
      }
      if (origin === undefined || allowsOrigin(origin)) return null;
      const page = parse(origin);
      if (isOwn(ours, page)) return null;
      const remedy = page ? `start the server with --allow-origin ${page.origin}` : null;
      const advice = remedy ? ` To allow them, ${remedy}.` : '';
      // The page of a developer. Pages of other sites should not even learn that there is a server.
      const isNear = page && (isLoopbackHost(page.hostname) || page.hostname === ours?.hostname);
      return {
        code: 'FORBIDDEN',
        message: `Pages from ${shortened(origin, 200)} are not allowed to use this server.${advice}`,
        ...(isNear && remedy && { page: { origin, remedy } }),
      };
    },
    ownOrigin,
    isOwnPage,
    credentialsOf(request, connectionParams) {
      const { authorization, cookie } = request.headers;
      const ours = ownOrigin(request);
      const token = ours && tokenInCookie(ours, cookie);
      return {
        ...{ authorization, connectionParams },
        cookie: token === null ? null : { token, isOfOwnPage: isOwnPage(request) },
      };
    },
    allowsOrigin,
    authenticate,
    watch(credentials, viewer, end) {
      let isClosed = false;
      const check = async () => {
        const now = await authenticate(credentials);
        if (isClosed || ('role' in now && isSameViewer(now, viewer))) return;
        close();
        end('role' in now ? null : now);
      };
      const listening = identities.changes.listen(() => void check());
      const { expires } = viewer;
      const left = expires && expires.getTime() - clock.now().getTime();
      const expiry = left === undefined ? null : clock.after(Math.max(0, left), () => void check());
      const close = () => {
        isClosed = true;
        listening.close();
        expiry?.close();
      };
      // They may have changed since the client was let in.
      void check();
      return { close };
    },
  };
}

function parse(url: string): URL | null {
  return URL.canParse(url) ? new URL(url) : null;
}

/** The token in the value of a header, if it is one. The name of the scheme may have any case (RFC 9110). */
function bearerTokenIn(given: unknown): string[] {
  const [, token] = typeof given === 'string' ? (/^Bearer +(\S+) *$/i.exec(given) ?? []) : [];
  return token === undefined ? [] : [token];
}
