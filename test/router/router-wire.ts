import { once } from 'node:events';
import { decode, encode } from '@msgpack/msgpack';
import { WebSocket } from 'ws';

/** No request of these tests takes longer. */
const BOUND_MS = 10_000;

export type Subprotocol = 'wamp.2.json' | 'wamp.2.msgpack';
export type Message = readonly unknown[];

/**
 * A WAMP client that returns every message as it is on the wire. It uses no WAMP library, so nothing
 * is smoothed over.
 */
export interface Wire {
  readonly socket: WebSocket;
  /** Close code, once the socket is closed. */
  readonly closed: Promise<number>;
  send(message: Message): void;
  /** Takes the oldest message that is not taken yet and starts with `head`; waits for it. */
  take(...head: unknown[]): Promise<Message>;
  /** Sends `[code, id, ...rest]` and takes the answer: a message with code `answer`, or the ERROR. */
  request(code: number, answer: number, ...rest: unknown[]): Promise<Message>;
  /** Takes every message that has come and is not taken yet. */
  drain(): Message[];
}

/** Opens a socket and says nothing on it. */
export async function open(url: string, subprotocol: Subprotocol = 'wamp.2.msgpack'): Promise<Wire> {
  const socket = new WebSocket(url, [subprotocol], { maxPayload: 0 });
  let messages: Message[] = [];
  const wakers = new Set<() => void>();
  const wake = () => {
    for (const waker of wakers) {
      waker();
    }
  };
  const closed = new Promise<number>((resolve) => {
    socket.on('close', (code) => {
      resolve(code);
      wake();
    });
  });
  socket.on('message', (data: Buffer, binary) => {
    messages.push((binary ? decode(data) : JSON.parse(data.toString())) as Message);
    wake();
  });
  await once(socket, 'open', { signal: AbortSignal.timeout(BOUND_MS) });
  socket.on('error', wake);
  let lastId = 0;

  function take(wanted: string, fits: (message: Message) => boolean): Promise<Message> {
    return new Promise((resolve, reject) => {
      const settle = (done: () => void) => {
        clearTimeout(timer);
        wakers.delete(look);
        done();
      };
      const fail = (why: string) =>
        settle(() =>
          reject(new Error(`${why} ${wanted}; not taken: ${JSON.stringify(messages).slice(0, 500)}`)),
        );
      const look = () => {
        const found = messages.find(fits);
        if (found) {
          messages = messages.filter((message) => message !== found);
          settle(() => resolve(found));
        } else if (socket.readyState === WebSocket.CLOSED) {
          fail('the socket closed before');
        }
      };
      const timer = setTimeout(() => fail(`in ${BOUND_MS} ms there was no`), BOUND_MS);
      wakers.add(look);
      look();
    });
  }

  const send = (message: Message) =>
    socket.send(subprotocol === 'wamp.2.json' ? JSON.stringify(message) : encode(message));

  return {
    socket,
    closed,
    send,
    take: (...head) => take(JSON.stringify(head), (message) => head.every((item, i) => item === message[i])),
    request(code, answer, ...rest) {
      lastId += 1;
      const id = lastId;
      send([code, id, ...rest]);
      return take(
        `answer ${answer} to request ${id} (${code})`,
        ([first, second, third]) =>
          (first === answer && second === id) || (first === 8 && second === code && third === id),
      );
    },
    drain: () => messages.splice(0),
  };
}

/** What a client says of itself; `cancelable`: as a callee it understands INTERRUPT. */
export function roles(cancelable = true): object {
  return {
    caller: { features: { call_canceling: true } },
    callee: { features: { call_canceling: cancelable } },
    publisher: {},
    subscriber: {},
  };
}
