import type { Client, ClientOptions } from 'graphql-ws';
import { createClient } from 'graphql-ws';
import { createStore, type Store } from '../shared/store.js';

/** A silent connection is asked this often, in milliseconds, so the page knows the age of its data. */
const ASK_MS = 2000;
/** Without an answer for this long, the connection is taken for dead and replaced. */
const ANSWER_MS = 4000;
/** Without a connection after this time, another is opened. */
const CONNECT_MS = 8000;
const RETRY_MS = 1000;
/** The close code of a server that wants a token. After 4403, the same one has other rights. */
const REFUSED = 4401;

/** The WebSocket of the page. All subscriptions share it. */
export interface LinkState {
  readonly kind: 'connecting' | 'live' | 'lost' | 'refused';
  /** When the last message came, in milliseconds since 1970; null before the first. */
  readonly heardAt: number | null;
}

export interface Link {
  readonly client: Client;
  readonly state: Store<LinkState>;
}

/** Opens the WebSocket, and opens it again for as long as the page exists. A refusal ends that. */
export function createLink(url: string): Link {
  const state = createStore<LinkState>({ kind: 'connecting', heardAt: null });
  const heard = () => state.update((now) => ({ kind: now.kind, heardAt: Date.now() }));
  const become = (kind: LinkState['kind']) => state.update(({ heardAt }) => ({ kind, heardAt }));
  let deadline: ReturnType<typeof setTimeout> | undefined;
  /** Gives the connection up at once: a browser waits a minute for the other side when it closes a dead connection. */
  const expectAnswer = (ms: number) => {
    clearTimeout(deadline);
    deadline = setTimeout(() => client.terminate(), ms);
  };
  const options: ClientOptions = {
    url,
    lazy: false,
    keepAlive: ASK_MS,
    retryAttempts: Number.POSITIVE_INFINITY,
    retryWait: () => new Promise((resolve) => setTimeout(resolve, RETRY_MS * (0.5 + Math.random()))),
    shouldRetry: (event) => !isRefusal(event),
    onNonLazyError: () => {},
    on: {
      connecting: () => expectAnswer(CONNECT_MS),
      connected: () => {
        clearTimeout(deadline);
        become('live');
        heard();
      },
      message: heard,
      ping: (received) => {
        if (!received) expectAnswer(ANSWER_MS);
      },
      pong: (received) => {
        if (received) clearTimeout(deadline);
      },
      closed: (event) => {
        clearTimeout(deadline);
        become(isRefusal(event) ? 'refused' : 'lost');
      },
    },
  };
  const client = createClient(options);
  return { client, state };
}

function isRefusal(event: unknown): boolean {
  return event instanceof CloseEvent && event.code === REFUSED;
}
