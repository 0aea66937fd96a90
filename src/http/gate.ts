import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Who may come in. A refusal is words for the client; null lets it in. */
export interface Gate {
  /** Refuses pages of other sites that use a visitor's browser to reach a server on the inside. */
  refusesOrigin(request: IncomingMessage): string | null;
  /** Refuses who does not show the token. `authorization` is the value of the header of that name. */
  refusesToken(authorization: unknown): string | null;
}

const LOOPBACK_NAMES = new Set(['localhost', '127.0.0.1', '[::1]']);

export function createGate({ isLoopback, token }: { isLoopback: boolean; token: string | null }): Gate {
  return {
    refusesOrigin({ headers: { host, origin } }) {
      // A name of an attacker's may resolve to this machine (DNS rebinding): its page would be of our origin.
      if (isLoopback && !LOOPBACK_NAMES.has(hostOf(`http://${host ?? ''}`)?.hostname ?? '')) {
        return 'This server listens on loopback only: ask it by the name localhost or 127.0.0.1.';
      }
      if (origin === undefined || hostOf(origin)?.host === host) return null;
      return `Pages from ${origin} may not use this server.`;
    },
    refusesToken(authorization) {
      if (token === null || (typeof authorization === 'string' && isSame(authorization, `Bearer ${token}`))) {
        return null;
      }
      return 'This server wants a token: send the header "Authorization: Bearer TOKEN".';
    },
  };
}

function hostOf(url: string): URL | null {
  return URL.canParse(url) ? new URL(url) : null;
}

/** Takes the same time whatever differs. */
function isSame(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
