import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { buildSchema, type GraphQLScalarType } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { answerLines } from '../lib/worker.js';

/** A plain server of graphql-ws and graphql-js, with a generator for each subscriber. A worker. */
const schema = buildSchema(`
  scalar JSON
  type SmurfInstance { id: ID! }
  type FeedMessage { kind: String! feed: String! time: String! message: JSON instance: SmurfInstance! }
  type Query { nothing: Boolean }
  type Subscription { feed(feeds: [String!]): FeedMessage! }
`);
Object.assign(schema.getType('JSON') as GraphQLScalarType, { serialize: (value: unknown) => value });

let last: object | null = null;
const wakes = new Set<() => void>();

async function* feed(): AsyncGenerator<object> {
  if (last) yield { feed: last };
  const waiting: object[] = [];
  let wake = () => {};
  const push = () => {
    if (last) waiting.push({ feed: last });
    wake();
  };
  wakes.add(push);
  try {
    for (;;) {
      const next = waiting.shift();
      if (next) yield next;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  } finally {
    wakes.delete(push);
  }
}

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
useServer({ schema, roots: { subscription: { feed } } }, server);
await once(server, 'listening');
const { port } = server.address() as AddressInfo;

await answerLines<{ message?: object }>(({ message }) => {
  if (!message) return { url: `ws://127.0.0.1:${port}` };
  last = message;
  for (const push of wakes) push();
  return null;
});
