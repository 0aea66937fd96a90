import * as http from 'node:http';
import { WebSocket } from 'ws';

export interface SubscriberOptions {
  /** Null for a server that sends to every socket. */
  readonly document: string | null;
  /** The certificate of the server. */
  readonly ca: string | undefined;
  /** Gets the text of each frame or event with a message. */
  readonly take: (text: string) => void;
}

/** Resolves when the subscription is active: after its first message, or, without GraphQL, when the socket is open. */
export function openWebSocket(url: string, { document, ca, take }: SubscriberOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const protocols = document === null ? [] : 'graphql-transport-ws';
    const tls = ca === undefined ? {} : { ca };
    const socket = new WebSocket(url, protocols, { perMessageDeflate: false, ...tls });
    const send = (message: object) => socket.send(JSON.stringify(message));
    socket.on('open', () => {
      if (document === null) resolve();
      else send({ type: 'connection_init' });
    });
    socket.on('error', reject);
    socket.on('close', (code) => reject(new Error(`the server closed a socket with ${code}`)));
    socket.on('message', (data) => {
      const text = String(data);
      if (text.includes('"payload":{"data"') || text.includes('"payload": {"data"')) {
        take(text);
        return resolve();
      }
      const { type } = JSON.parse(text) as { readonly type: string };
      if (type === 'connection_ack') send({ id: '1', type: 'subscribe', payload: { query: document } });
      else if (type === 'ping') send({ type: 'pong' });
      else reject(new Error(`the server answered ${text}`));
    });
  });
}

/** The same for an event stream of its own (graphql-sse, distinct connections). */
export function openEventStream(url: string, { document, take }: SubscriberOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', accept: 'text/event-stream' };
    const request = http.request(url, { method: 'POST', headers, agent: false }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`the server answered with ${response.statusCode}`));
      if (document === null) resolve();
      let rest = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        const events = (rest + text).split('\n\n');
        rest = events.pop() ?? '';
        for (const event of events) {
          if (!event.startsWith('event: next')) continue;
          take(`${event}\n\n`);
          resolve();
        }
      });
    });
    request.on('error', reject);
    request.end(JSON.stringify({ query: document ?? '' }));
  });
}
