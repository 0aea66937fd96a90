import { WebSocket } from 'ws';
import { syncWallClock, wallClock } from '../lib/wall-clock.js';
import { answerLines } from '../lib/worker.js';
import { type Frame, SUBSCRIPTION, sampleOf } from './feed.js';

/**
 * Subscribers, each with its own socket. They run in a worker, so that their load does not count for the server. The
 * requests are: connect, then open a window of messages, then report the messages of this window.
 */
export type Request =
  | { readonly connect: { readonly url: string; readonly count: number; readonly graphql: boolean } }
  | { readonly window: { readonly first: number; readonly last: number } }
  | { readonly report: true };

export interface Report {
  /** Messages of the window that arrived, over all subscribers, without duplicates. */
  readonly arrived: number;
  /** From publishing to the subscriber, in hundredths of a millisecond. */
  readonly delays: readonly number[];
  /** One received frame. */
  readonly example: string;
}

const CONNECTING = 50;
/** After this time without a message, no more messages are expected. */
const SILENCE_MS = 5000;
const LOOK_EVERY_MS = 20;

let window = { first: Number.POSITIVE_INFINITY, last: Number.NEGATIVE_INFINITY };
let subscribers = 0;
let delays: number[] = [];
let example = '';
let lastCameAt = performance.now();

/** Resolves when the subscription is active: after its first message, or, without GraphQL, when the socket is open. */
function subscribe(url: string, graphql: boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, graphql ? 'graphql-transport-ws' : [], { perMessageDeflate: false });
    const send = (message: object) => socket.send(JSON.stringify(message));
    let lastN = -1;
    socket.on('open', () => {
      if (graphql) send({ type: 'connection_init' });
      else resolve();
    });
    socket.on('error', reject);
    socket.on('close', (code) => reject(new Error(`the server closed a socket with ${code}`)));
    socket.on('message', (data) => {
      const text = String(data);
      const frame = JSON.parse(text) as Frame;
      if (frame.type === 'next') {
        const sample = sampleOf(frame);
        if (sample && sample.n > lastN) {
          lastN = sample.n;
          take(text, sample.n, sample.sentAt);
        }
        resolve();
      } else if (frame.type === 'connection_ack') {
        send({ id: '1', type: 'subscribe', payload: { query: SUBSCRIPTION } });
      } else if (frame.type === 'ping') {
        send({ type: 'pong' });
      } else {
        reject(new Error(`the server answered ${text}`));
      }
    });
  });
}

function take(text: string, n: number, sentAt: number): void {
  lastCameAt = performance.now();
  if (n < window.first || n > window.last) return;
  example ||= text;
  delays.push(Math.round((wallClock() - sentAt) * 100_000));
}

async function connect(url: string, count: number, graphql: boolean): Promise<void> {
  let left = count;
  const connectSome = async () => {
    while (left-- > 0) await subscribe(url, graphql);
  };
  await Promise.all(Array.from({ length: CONNECTING }, connectSome));
  subscribers = count;
}

async function allCame(): Promise<void> {
  const due = subscribers * (window.last - window.first + 1);
  while (delays.length < due && performance.now() - lastCameAt < SILENCE_MS) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

await answerLines<Request>(async (request) => {
  if ('connect' in request) {
    const { url, count, graphql } = request.connect;
    await connect(url, count, graphql);
    return null;
  }
  if ('window' in request) {
    window = request.window;
    delays = [];
    syncWallClock();
    lastCameAt = performance.now();
    return null;
  }
  await allCame();
  return { arrived: delays.length, delays, example } satisfies Report;
});
