import { readFileSync } from 'node:fs';
import { syncWallClock, wallClock } from '../lib/wall-clock.js';
import { answerLines } from '../lib/worker.js';
import { SUBSCRIPTION, sampleIn, subscriptionOf } from './feed.js';
import { openEventStream, openWebSocket } from './subscriber.js';

export type Transport = 'ws' | 'wss' | 'sse';

/** How to subscribe. */
export interface Subscribing {
  readonly url: string;
  readonly over: Transport;
  /** Whether the server needs a GraphQL subscription, or sends to every socket. */
  readonly graphql: boolean;
  /** In place of that of the feed. */
  readonly document?: string;
  /** Each subscriber has its own document. */
  readonly different?: boolean;
  /** A file with the certificate of the server. */
  readonly certificate?: string;
}

/**
 * Subscribers, each with its own socket. They run in a worker, so that their load does not count for the server. The
 * requests are: connect, then open a window of messages, then report the messages of this window. Of a feed that is not
 * ours, the frames since the window was opened are counted.
 */
export type Request =
  | { readonly connect: Subscribing & { readonly count: number; readonly first: number } }
  | { readonly window: { readonly first: number; readonly last: number } }
  | { readonly report: true }
  | { readonly frames: true };

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
let frames = 0;
let delays: number[] = [];
let example = '';
let lastCameAt = performance.now();

/** Takes what one subscriber receives. */
function createTaker(): (text: string) => void {
  let lastN = -1;
  return (text) => {
    frames += 1;
    const sample = sampleIn(text);
    if (!sample || sample.n <= lastN) return;
    lastN = sample.n;
    lastCameAt = performance.now();
    if (sample.n < window.first || sample.n > window.last) return;
    example ||= text;
    delays.push(Math.round((wallClock() - sample.sentAt) * 100_000));
  };
}

async function connect(how: Subscribing, first: number, count: number): Promise<void> {
  const ca = how.certificate === undefined ? undefined : readFileSync(how.certificate, 'utf8');
  const open = how.over === 'sse' ? openEventStream : openWebSocket;
  let next = first;
  const connectSome = async () => {
    while (next < first + count) {
      const document = how.document ?? (how.different ? subscriptionOf(next) : SUBSCRIPTION);
      next += 1;
      await open(how.url, { document: how.graphql ? document : null, ca, take: createTaker() });
    }
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
    await connect(request.connect, request.connect.first, request.connect.count);
    return null;
  }
  if ('window' in request) {
    window = request.window;
    delays = [];
    frames = 0;
    syncWallClock();
    lastCameAt = performance.now();
    return null;
  }
  if ('frames' in request) return frames;
  await allCame();
  return { arrived: delays.length, delays, example } satisfies Report;
});
