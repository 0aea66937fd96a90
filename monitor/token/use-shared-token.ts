import { useEffect } from 'react';
import type { Connection } from '../context/connect.js';
import { joinPages } from './shared-token.js';

/**
 * Shares the token with the other pages of the server, for as long as the server accepts it.
 *
 * @param onToken called with the token of another page, if the server does not let this one in. Keep it the same.
 */
export function useSharedToken(connection: Connection | null, onToken: (token: string) => void): void {
  useEffect(() => {
    if (!connection) return;
    const { token, link } = connection;
    const pages = joinPages((other) => {
      const { kind } = link.state.value;
      if (kind === 'refused' || (token === null && kind !== 'live')) onToken(other);
    });
    const stop = link.state.listen(() => pages.share(link.state.value.kind === 'live' ? token : null));
    return () => {
      stop();
      pages.close();
    };
  }, [connection, onToken]);
}
