import type { ServerResponse } from 'node:http';
import type { Plugin } from 'graphql-yoga';

/**
 * Closes the event streams of subscriptions when the server begins to stop. They must not end with the event
 * `complete`, since clients do not reconnect after it. Yoga itself sends a comment every 12 s, so that proxies do not
 * close a quiet stream.
 */
export function useEventStreams(closing: AbortSignal): Plugin<object, { res: ServerResponse }> {
  const open = new Set<ServerResponse>();
  closing.addEventListener('abort', () => {
    for (const response of open) response.destroy();
  });
  return {
    onResultProcess({ result, serverContext: { res } }) {
      if (!(Symbol.asyncIterator in result)) return;
      open.add(res);
      res.once('close', () => open.delete(res));
    },
  };
}
