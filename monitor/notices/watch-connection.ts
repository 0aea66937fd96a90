import { utc } from '../shared/utc.js';
import type { Trouble } from './trouble.js';

/** A page that is not connected for this long, in milliseconds, cannot be relied on. */
const UNCONNECTED_MS = 30_000;

/** A value that changes over time. */
interface Followed<Value> {
  readonly value: Value;
  listen(listener: () => void): () => void;
}

/**
 * Without a connection no other trouble is reported, so this one is, once.
 *
 * @param link the connection to the server
 * @param network that of the server to the router
 * @returns a function that ends the watch
 */
export function watchConnection(
  link: Followed<{ readonly kind: string }>,
  network: Followed<{ readonly connected: boolean } | null>,
  happened: (trouble: Trouble) => void,
): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = () => {
    const isConnected = link.value.kind === 'live' && network.value?.connected !== false;
    if (isConnected) {
      clearTimeout(timer);
      timer = undefined;
      return;
    }
    const message = `Since ${utc(Date.now())} UTC, the monitor has no new data about the slots.`;
    timer ??= setTimeout(
      () => happened({ what: 'not connected', name: 'The monitor is', message }),
      UNCONNECTED_MS,
    );
  };
  look();
  const watches = [link.listen(look), network.listen(look), () => clearTimeout(timer)];
  return () => {
    for (const end of watches) end();
  };
}
