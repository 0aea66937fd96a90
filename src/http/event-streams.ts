import type { ServerResponse } from 'node:http';
import type { Plugin } from 'graphql-yoga';
import type { RequestContext } from './request-context.js';

/**
 * Closes a subscription when its event stream is closed: yoga does not if the client leaves before the stream has begun.
 * Closes all event streams when the server begins to stop, and those of a client whose rights have changed. They must not
 * end with the event `complete`, since clients do not reconnect after it. Yoga itself sends a comment every 12 s, so that
 * proxies do not close a quiet stream.
 */
export function useEventStreams(closing: AbortSignal): Plugin<object, Pick<RequestContext, 'res' | 'watch'>> {
  const open = new Set<ServerResponse>();
  closing.addEventListener('abort', () => {
    for (const response of open) response.destroy();
  });
  return {
    onResultProcess({ result, serverContext: { res, watch } }) {
      if (!(Symbol.asyncIterator in result)) return;
      const events = result[Symbol.asyncIterator]();
      const end = () => {
        open.delete(res);
        rights.close();
        void events.return?.();
      };
      const rights = watch(() => res.destroy());
      if (res.closed) return end();
      open.add(res);
      res.once('close', end);
    },
  };
}
