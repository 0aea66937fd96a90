import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isLoopbackHost } from '../lib/loopback.js';
import { shortened } from '../lib/shortened.js';
import { ANYBODY, type Viewer } from '../lib/viewer.js';
import type { Refusal } from './refusal.js';

/** What a client can show to be let in. */
export interface Credentials {
  /** The value of the header of that name. */
  readonly authorization?: string | undefined;
  /** What came with the first message of a WebSocket: browsers cannot set its headers. */
  readonly connectionParams?: Readonly<Record<string, unknown>> | undefined;
}

/** Who may come in. */
export interface Access {
  /** Rejects pages of other sites that use a visitor's browser to reach a server on the inside. */
  checkOrigin(request: Pick<IncomingMessage, 'headers'>): Refusal | null;
  /** True for the origin of pages that were let in by name. */
  allowsOrigin(origin: string): boolean;
  authenticate(credentials: Credentials): Viewer | Refusal;
}

export interface AccessOptions {
  /** Where the server was asked to listen: an address or a name. */
  readonly host: string;
  /** The address that it listens on. */
  readonly address: string;
  /** What clients must send as bearer token; null lets everyone in. */
  readonly token: string | null;
  /** Origins of pages that may use the server besides its own, such as `http://localhost:5173`. */
  readonly allowedOrigins?: readonly string[];
  /** Names under which a server on loopback is asked besides those of loopback, as by a proxy. */
  readonly allowedHosts?: readonly string[];
}

export function createAccess(options: AccessOptions): Access {
  const { host, address, token, allowedOrigins = [], allowedHosts = [] } = options;
  const onLoopback = isLoopbackHost(address);

  function isOurName(hostname: string): boolean {
    return isLoopbackHost(hostname) || hostname === host.toLowerCase() || allowedHosts.includes(hostname);
  }

  const allowsOrigin = (origin: string) => allowedOrigins.includes(origin);

  return {
    checkOrigin({ headers: { host: asked = '', origin } }) {
      const ours = parse(`http://${asked}`);
      // An attacker's name may resolve to this machine (DNS rebinding): its page would have our origin.
      if (onLoopback && !isOurName(ours?.hostname ?? '')) {
        return {
          code: 'FORBIDDEN',
          message:
            'This server listens on loopback only: use the name localhost or 127.0.0.1' +
            `${ours ? `, or start it with --allow-host ${ours.hostname}` : ''}.`,
        };
      }
      if (origin === undefined || allowsOrigin(origin)) return null;
      const page = parse(origin);
      if (ours !== null && page?.host === ours.host) return null;
      const remedy = page ? ` To let them, start it with --allow-origin ${page.origin}.` : '';
      return {
        code: 'FORBIDDEN',
        message: `Pages from ${shortened(origin, 200)} may not use this server.${remedy}`,
      };
    },
    allowsOrigin,
    authenticate({ authorization, connectionParams = {} }) {
      const shown = [authorization, connectionParams['Authorization'], connectionParams['authorization']];
      if (token === null || shown.some((one) => isSame(one, `Bearer ${token}`))) return ANYBODY;
      return {
        code: 'UNAUTHENTICATED',
        message: 'This server requires a token: send the header "Authorization: Bearer TOKEN".',
      };
    },
  };
}

function parse(url: string): URL | null {
  return URL.canParse(url) ? new URL(url) : null;
}

/** Takes the same time whatever differs. */
function isSame(given: unknown, wanted: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return typeof given === 'string' && timingSafeEqual(digest(given), digest(wanted));
}
