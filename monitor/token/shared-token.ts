import { nameOnSite } from '../shared/site.js';
import { readMessage, type TokenMessage } from './token-message.js';

/** A page among all open pages of the server: the tabs of the monitor, and GraphiQL. */
export interface SharedToken {
  /**
   * Gives the token to the other pages, now and whenever a new one asks. Only for a token that the server has accepted;
   * null when it no longer does.
   */
  share(token: string | null): void;
  close(): void;
}

/**
 * Asks the other pages for the token of the server, so that a person enters it once. It is in the memory of the open pages
 * and nowhere else: browsers in control rooms are shared, and the last page that closes forgets it.
 *
 * @param onToken called with each token that another page shares
 */
export function joinPages(onToken: (token: string) => void): SharedToken {
  const channel = new BroadcastChannel(nameOnSite('token'));
  const say = (message: TokenMessage) => channel.postMessage(message);
  let accepted: string | null = null;
  channel.onmessage = ({ data }) => {
    const message = readMessage(data);
    if (message?.kind === 'token') onToken(message.token);
    else if (message && accepted !== null) say({ kind: 'token', token: accepted });
  };
  say({ kind: 'ask' });
  return {
    share(token) {
      if (token === accepted) return;
      accepted = token;
      if (token !== null) say({ kind: 'token', token });
    },
    close: () => channel.close(),
  };
}
