import type { ServerResponse } from 'node:http';
import type { Plugin } from 'graphql-yoga';

/**
 * Closes a subscription when its event stream is closed: yoga does not if the client leaves before the stream has begun.
 * Closes all event streams when the server begins to stop. They must not end with the event `complete`, since clients
 * do not reconnect after it. Yoga itself sends a comment every 12 s, so that proxies do not close a quiet stream.
 */
export function useEventStreams(closing: AbortSignal): Plugin<object, { res: ServerResponse }> {
  const open = new Set<ServerResponse>();
  closing.addEventListener('abort', () => {
    for (const response of open) response.destroy();
  });
  return {
    onResultProcess({ result, serverContext: { res } }) {
      if (!(Symbol.asyncIterator in result)) return;
      const events = result[Symbol.asyncIterator]();
      const end = () => {
        open.delete(res);
        void events.return?.();
      };
      if (res.closed) return end();
      open.add(res);
      res.once('close', end);
    },
  };
}
