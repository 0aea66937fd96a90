import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { createSerializers, type Serializer, type SerializerName } from '../../src/wamp/serializer.js';

export const WAMP = {
  hello: 1,
  welcome: 2,
  abort: 3,
  challenge: 4,
  authenticate: 5,
  goodbye: 6,
  error: 8,
  publish: 16,
  subscribe: 32,
  subscribed: 33,
  unsubscribe: 34,
  unsubscribed: 35,
  event: 36,
  call: 48,
  result: 50,
  register: 64,
  registered: 65,
  unregister: 66,
  unregistered: 67,
  invocation: 68,
  yield: 70,
} as const;

export type Message = readonly unknown[];

/** The router's side of one WebSocket. */
export interface FakePeer {
  readonly socket: WebSocket;
  send(message: Message): void;
  /** Answers as a router would, for a handler that wants to do so late or only sometimes. */
  answer(message: Message): void;
  /** The next message of that type, or the first one that has not been taken yet. */
  take(type: number): Promise<Message>;
  /** How many messages of that type came. */
  count(type: number): number;
}

export interface FakeRouter {
  readonly url: string;
  readonly port: number;
  /** How many WebSockets were opened. */
  readonly opened: number;
  /** The next peer, or the first one that has not been taken yet. */
  nextPeer(): Promise<FakePeer>;
  close(): Promise<void>;
}

interface FakeRouterOptions {
  readonly port?: number;
  /** The serializers that the router supports. */
  readonly speaks?: readonly SerializerName[];
  /** False for a router that is frozen: it answers no ping. */
  readonly autoPong?: boolean;
  /** Takes the place of the answer of a router to a message, where it returns true. */
  readonly handle?: (peer: FakePeer, message: Message) => boolean;
}

/** A queue of future values, so that no test depends on the order of reader and writer. */
function createInbox<Item>() {
  const items: Item[] = [];
  const takers: ((item: Item) => void)[] = [];
  return {
    put(item: Item): void {
      const taker = takers.shift();
      if (taker === undefined) items.push(item);
      else taker(item);
    },
    take(): Promise<Item> {
      return new Promise((resolve) => {
        const item = items.shift();
        if (item === undefined) takers.push(resolve);
        else resolve(item);
      });
    },
  };
}

/** Grants everything, and lets a test do what a sound router can't be brought to do. */
export async function createFakeRouter(options: FakeRouterOptions = {}): Promise<FakeRouter> {
  const serializers = createSerializers(options.speaks ?? ['json']);
  const server = new WebSocketServer({
    host: '127.0.0.1',
    port: options.port ?? 0,
    autoPong: options.autoPong ?? true,
    handleProtocols: (offered) =>
      [...offered].find((name) => serializers.some((one) => one.subprotocol === name)) ?? false,
  });
  const peers = createInbox<FakePeer>();
  let opened = 0;
  server.on('connection', (socket) => {
    opened += 1;
    const serializer = serializers.find((one) => one.subprotocol === socket.protocol);
    if (serializer === undefined) socket.terminate();
    else peers.put(createPeer(socket, serializer, options.handle));
  });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `ws://127.0.0.1:${port}/ws`,
    port,
    get opened() {
      return opened;
    },
    nextPeer: () => peers.take(),
    async close() {
      for (const socket of server.clients) socket.terminate();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function createPeer(
  socket: WebSocket,
  serializer: Serializer,
  handle: FakeRouterOptions['handle'],
): FakePeer {
  const counts = new Map<unknown, number>();
  const inboxes = new Map<unknown, ReturnType<typeof createInbox<Message>>>();
  const ids = new Map<unknown, number>();
  const inbox = (type: unknown) => {
    const found = inboxes.get(type) ?? createInbox<Message>();
    inboxes.set(type, found);
    return found;
  };
  /** One id for each URI, as a router has one subscription for each topic. */
  const idOf = (uri: unknown) => {
    const id = ids.get(uri) ?? 2 ** 40 + ids.size;
    ids.set(uri, id);
    return id;
  };
  const peer: FakePeer = {
    socket,
    send: (message) => socket.send(serializer.encode(message)),
    take: (type) => inbox(type).take(),
    count: (type) => counts.get(type) ?? 0,
    answer([type, request, , uri]) {
      if (type === WAMP.hello) peer.send([WAMP.welcome, 2 ** 52 + 1, { roles: { broker: {}, dealer: {} } }]);
      if (type === WAMP.goodbye) peer.send([WAMP.goodbye, {}, 'wamp.close.goodbye_and_out']);
      if (type === WAMP.subscribe) peer.send([WAMP.subscribed, request, idOf(uri)]);
      if (type === WAMP.unsubscribe) peer.send([WAMP.unsubscribed, request]);
      if (type === WAMP.register) peer.send([WAMP.registered, request, idOf(uri)]);
      if (type === WAMP.unregister) peer.send([WAMP.unregistered, request]);
    },
  };
  socket.on('error', () => {});
  socket.on('message', (frame: Buffer) => {
    const message = serializer.decode(frame);
    const type = message[0];
    counts.set(type, (counts.get(type) ?? 0) + 1);
    inbox(type).put(message);
    if (handle?.(peer, message) !== true) peer.answer(message);
  });
  return peer;
}
