import { isIP } from 'node:net';
import type { Identities } from '../auth/identities.js';
import { ANYBODY, isSameViewer, type Viewer } from '../auth/viewer.js';
import type { Clock } from '../lib/clock.js';
import { isLoopbackHost } from '../lib/loopback.js';
import { shortened } from '../lib/shortened.js';
import type { Closable } from '../lib/topic.js';
import { type Asked, createClientReader, type ReadClient } from './client.js';
import type { Refusal } from './refusal.js';

/** The credentials of a client. */
export interface Credentials {
  /** The value of the header `Authorization`. */
  readonly authorization?: string | undefined;
  /** The payload of the first message of a WebSocket: browsers cannot set the headers of a WebSocket. */
  readonly connectionParams?: Readonly<Record<string, unknown>> | undefined;
}

/** Decides which requests are accepted. */
export interface Access {
  /** Rejects pages of other sites that use the browser of a visitor to reach an internal server. */
  checkOrigin(request: Asked): Refusal | null;
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

const NO_TOKEN: Refusal = {
  code: 'UNAUTHENTICATED',
  message: 'This server requires a token: send the header "Authorization: Bearer TOKEN".',
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
      : `This server requires no token, so it must be reached by its address${remedy}.`;
  }

  const allowsOrigin = (origin: string) => allowedOrigins.includes(origin);

  async function authenticate({
    authorization,
    connectionParams = {},
  }: Credentials): Promise<Viewer | Refusal> {
    if (!identities.isRequired) return ANYBODY;
    const shown = [authorization, connectionParams['Authorization'], connectionParams['authorization']];
    let refusal = NO_TOKEN;
    for (const token of shown.flatMap(bearerTokenIn)) {
      const found = await identities.find(token);
      if ('role' in found) return found;
      refusal = { code: 'UNAUTHENTICATED', ...found };
    }
    return refusal;
  }

  return {
    checkOrigin(request) {
      const { origin, host: direct = '' } = request.headers;
      const client = readClient(request);
      const ours = parse(`${client.isSecure ? 'https' : 'http'}://${client.host}`);
      // An attacker's name may resolve to this machine (DNS rebinding): its page would have our origin. Such a page can
      // also send another name of a proxy.
      if (onLoopback || !identities.isRequired) {
        const unknown = [ours, parse(`http://${direct}`)].find((url) => !isOurName(url?.hostname ?? ''));
        if (unknown !== undefined) return { code: 'FORBIDDEN', message: unknownName(unknown) };
      }
      if (origin === undefined || allowsOrigin(origin)) return null;
      const page = parse(origin);
      // A proxy may speak TLS for us without saying so: then the page has another scheme.
      if (ours !== null && (client.isSecure ? page?.origin === ours.origin : page?.host === ours.host))
        return null;
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
function bearerTokenIn(given: unknown): readonly string[] {
  const [, token] = typeof given === 'string' ? (/^Bearer +(\S+) *$/i.exec(given) ?? []) : [];
  return token === undefined ? [] : [token];
}
