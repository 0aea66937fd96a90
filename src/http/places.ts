import type { Closable } from '../lib/topic.js';

/** Counts the open WebSockets and event streams. */
export interface Places {
  /** One more; or, as a text for the client, why not. */
  take(address: string): Closable | string;
}

export interface PlacesOptions {
  readonly sockets: number;
  readonly socketsPerAddress: number;
  /** Whether the addresses that proxies forward are used. */
  readonly trustsProxies?: boolean;
}

export function createPlaces({ sockets, socketsPerAddress, trustsProxies = false }: PlacesOptions): Places {
  const taken = new Map<string, number>();
  let all = 0;
  return {
    take(address) {
      const own = taken.get(address) ?? 0;
      if (own >= socketsPerAddress) {
        const hint = trustsProxies ? '' : '; X-Forwarded-For needs --trust-proxy';
        return `${address} has ${own} connections, which is the limit (--max-sockets-per-address${hint})`;
      }
      if (all >= sockets) return `The server has ${all} connections, which is the limit (--max-sockets)`;
      all += 1;
      taken.set(address, own + 1);
      let isOpen = true;
      return {
        close() {
          if (!isOpen) return;
          isOpen = false;
          all -= 1;
          const left = (taken.get(address) ?? 1) - 1;
          if (left > 0) taken.set(address, left);
          else taken.delete(address);
        },
      };
    },
  };
}
