import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isLoopbackHost } from '../lib/loopback.js';
import { shortened } from '../lib/shortened.js';
import { ANYBODY, type Viewer } from '../lib/viewer.js';
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
  checkOrigin(request: Pick<IncomingMessage, 'headers'>): Refusal | null;
  /** True if pages of this origin are allowed by `allowedOrigins`. */
  allowsOrigin(origin: string): boolean;
  authenticate(credentials: Credentials): Viewer | Refusal;
}

export interface AccessOptions {
  /** The configured host: an address or a name. */
  readonly host: string;
  /** The address that it listens on. */
  readonly address: string;
  /** The bearer token that clients must send; null if no token is required. */
  readonly token: string | null;
  /** Other origins whose pages may use the server, such as `http://localhost:5173`. */
  readonly allowedOrigins?: readonly string[];
  /** Other host names that requests to a server on loopback may use, for example through a proxy. */
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
            'This server listens only on loopback: use the host name localhost or 127.0.0.1' +
            `${ours ? `, or start the server with --allow-host ${ours.hostname}` : ''}.`,
        };
      }
      if (origin === undefined || allowsOrigin(origin)) return null;
      const page = parse(origin);
      if (ours !== null && page?.host === ours.host) return null;
      const remedy = page ? ` To allow them, start the server with --allow-origin ${page.origin}.` : '';
      return {
        code: 'FORBIDDEN',
        message: `Pages from ${shortened(origin, 200)} are not allowed to use this server.${remedy}`,
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

/** Takes the same time for all inputs. */
function isSame(given: unknown, wanted: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return typeof given === 'string' && timingSafeEqual(digest(given), digest(wanted));
}
