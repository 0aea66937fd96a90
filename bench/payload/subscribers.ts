import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { answerLines } from '../lib/worker.js';
import { readingIn, type Selection, SUBSCRIPTIONS } from './updates.js';

/** Subscribers, each with its own WebSocket, in a worker. The requests are: connect, then report what came. */
export type Request =
  | { readonly connect: { readonly url: string; readonly count: number; readonly selection: Selection } }
  | { readonly report: { readonly first: number; readonly last: number } };

export interface Report {
  /** Updates with a number from first to last that came, over all subscribers, without duplicates. */
  readonly arrived: number;
  readonly bytes: number;
}

/** After this time without a message that is due, no more messages are expected. */
const SILENCE_MS = 3000;
const LOOK_EVERY_MS = 50;

/** Of each subscriber, the bytes of each update that came. */
const received: Map<number, number>[] = [];
let problem: string | null = null;

async function subscribe(url: string, selection: Selection): Promise<void> {
  const socket = new WebSocket(url, 'graphql-transport-ws', {
    perMessageDeflate: false,
    maxPayload: 2 ** 30,
  });
  const came = new Map<number, number>();
  received.push(came);
  await once(socket, 'open');
  socket.on('close', (code, reason) => {
    problem = `the server closed a socket with ${code} ${reason}`;
  });
  socket.send(JSON.stringify({ type: 'connection_init' }));
  await once(socket, 'message');
  socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: SUBSCRIPTIONS[selection] } }));
  await new Promise<void>((resolve) => {
    socket.on('message', (message: Buffer) => {
      if (message.length < 50) {
        socket.send(JSON.stringify({ type: 'pong' }));
        return;
      }
      came.set(readingIn(message), message.length);
      resolve();
    });
  });
}

function reportOf({ first, last }: { readonly first: number; readonly last: number }): Report {
  const due = received.flatMap((came) => [...came].filter(([n]) => first <= n && n <= last));
  return { arrived: due.length, bytes: due.reduce((sum, [, bytes]) => sum + bytes, 0) };
}

await answerLines<Request>(async (request) => {
  if ('connect' in request) {
    const { url, count, selection } = request.connect;
    await Promise.all(Array.from({ length: count }, () => subscribe(url, selection)));
    return null;
  }
  const { first, last } = request.report;
  const until = performance.now() + SILENCE_MS;
  const all = received.length * (last - first + 1);
  while (reportOf(request.report).arrived < all && performance.now() < until) await sleep(LOOK_EVERY_MS);
  if (problem !== null) process.stderr.write(`# ${problem}\n`);
  return reportOf(request.report);
});
