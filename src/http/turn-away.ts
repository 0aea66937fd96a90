import type { WebSocket } from 'ws';
import type { Clock } from '../lib/clock.js';
import { shortened } from '../lib/shortened.js';

/** The close code for a client that cannot be served now (IANA's registry of WebSocket close codes). */
const TRY_AGAIN_LATER = 1013;

/** A close frame has at most 123 bytes for its reason, and an ellipsis takes some. */
export const MAX_REASON = 118;

/** How long the client has to take what waits for it, and the close frame. */
const DRAIN_MS = 1000;

/** Closes a WebSocket that cannot be served, also if its client does not read. */
export function turnAway(
  socket: WebSocket,
  reason: string,
  clock: Pick<Clock, 'after'>,
  code = TRY_AGAIN_LATER,
): void {
  socket.close(code, shortened(reason, MAX_REASON));
  const drain = clock.after(DRAIN_MS, () => socket.terminate());
  socket.once('close', () => drain.close());
}
