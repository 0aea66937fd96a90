import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { createAddressSet } from '../lib/address-set.js';

/** How a client reaches the server: directly, or through trusted proxies. */
export interface Client {
  readonly address: string;
  /** Whether it speaks TLS, with the server or with a trusted proxy. */
  readonly isSecure: boolean;
  /** The name and the port in its URL, as it sends them; empty if it sends none. */
  readonly host: string;
}

export interface ClientReaderOptions {
  /** Whether the server itself speaks TLS. */
  readonly isTls?: boolean;
  /** Proxies whose `X-Forwarded-*` are believed, as members of an address set. */
  readonly trustedProxies?: readonly string[];
}

/** A request, of which tests may omit the socket. */
export type Asked = Pick<IncomingMessage, 'headers'> & {
  readonly method?: string | undefined;
  readonly socket?: Pick<IncomingMessage['socket'], 'remoteAddress'>;
};

export type ReadClient = (request: Asked) => Client;

/**
 * Reads who sent a request. Anybody can send `X-Forwarded-*`, so these headers count only if a trusted proxy sends them,
 * and only the last value of each, which this proxy has set; of the addresses, the last one that is no trusted proxy.
 */
export function createClientReader({
  isTls = false,
  trustedProxies = [],
}: ClientReaderOptions = {}): ReadClient {
  const isTrusted = createAddressSet(trustedProxies);

  return ({ headers, socket }) => {
    const direct = addressIn(socket?.remoteAddress ?? '') ?? 'an unknown address';
    const host = headers.host ?? '';
    if (!isTrusted(direct)) return { address: direct, isSecure: isTls, host };

    let address = direct;
    for (const forwarded of valuesOf(headers['x-forwarded-for']).reverse()) {
      const found = addressIn(forwarded);
      if (found === null) break;
      address = found;
      if (!isTrusted(found)) break;
    }
    const scheme = valuesOf(headers['x-forwarded-proto']).at(-1)?.toLowerCase();
    return {
      address,
      isSecure: scheme === undefined ? isTls : scheme === 'https',
      host: valuesOf(headers['x-forwarded-host']).at(-1) ?? host,
    };
  };
}

function valuesOf(header: string | readonly string[] | undefined): string[] {
  const values = [header ?? []].flat().join(',').split(',');
  return values.map((value) => value.trim()).filter((value) => value !== '');
}

/** An address without its port, its zone and the notation for IPv4 inside IPv6; null if it is none. */
function addressIn(text: string): string | null {
  const bare = text
    .replace(/^\[(.*)\](:\d+)?$/, '$1')
    .replace(/^([\d.]+):\d+$/, '$1')
    .replace(/%.*$/, '')
    .replace(/^::ffff:(?=[\d.]+$)/i, '');
  return isIP(bare) === 0 ? null : bare;
}
