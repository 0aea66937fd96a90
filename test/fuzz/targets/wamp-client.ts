import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { createWampConnection } from '../../../src/wamp/connection.js';
import { WampError } from '../../../src/wamp/error.js';
import { createSerializers, type SerializerName } from '../../../src/wamp/serializer.js';
import type { WampConnection, WampEvent } from '../../../src/wamp/types.js';
import { checkMessage } from '../engine/clear-error.js';
import { createErrorLog, type ErrorLog } from '../engine/error-log.js';
import { isRecord, type Json, listOf } from '../engine/json.js';
import { ownTime } from '../engine/own-time.js';
import { Fault, type Subject, type Target } from '../engine/target.js';
import { turnsUntil } from '../engine/turns.js';
import { reset, sendFrame } from '../engine/wire.js';

const WELCOME = { roles: { broker: { features: {} }, dealer: { features: {} } } };

/** A router that accepts every request, remembers the ids that it assigned, and sends the frames of an input. */
async function startEvilRouter(speaks: SerializerName) {
  const [serializer] = createSerializers([speaks]);
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  let socket: WebSocket | undefined;
  /** Ids of subscriptions, registrations and calls by their URI, and the id of the last call as `call`. */
  const ids: Record<string, number> = {};
  let lastId = 100;
  const send = (message: readonly unknown[]) => serializer && socket?.send(serializer.encode(message));

  function answer([code, request, , uri]: readonly unknown[]): void {
    lastId += 1;
    if (code === 1) send([2, lastId, WELCOME]);
    if (code === 32 || code === 64) {
      ids[String(uri)] = lastId;
      send([code + 1, request, lastId]);
    }
    if (code === 34) send([35, request]);
    if (code === 66) send([67, request]);
    if (code === 48) {
      ids['call'] = Number(request);
      ids[String(uri)] = Number(request);
    }
    if (code === 6) send([6, {}, 'wamp.close.goodbye_and_out']);
  }

  server.on('connection', (accepted) => {
    socket = accepted;
    accepted.on('error', () => {});
    accepted.on('message', (frame: Buffer) => serializer && answer(serializer.decode(frame)));
  });
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ws`,
    ids,
    send,
    get socket() {
      return socket;
    },
    async close() {
      if (socket) reset(socket);
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Replaces `{"$id": "call"}` in a message with the id that the router assigned last. */
function withIds(frame: unknown, ids: Readonly<Record<string, number>>): unknown {
  if (Array.isArray(frame)) return frame.map((item) => withIds(item, ids));
  if (!isRecord(frame) || !('$id' in frame)) return frame;
  return ids[String(JSON.stringify(frame['$id'])).slice(1, -1)] ?? 0;
}

/** Our client and its router, with one of the serializers. */
async function startPair(speaks: SerializerName, { logger }: ErrorLog) {
  const router = await startEvilRouter(speaks);
  const client = createWampConnection({
    ...{ url: router.url, realm: 'test_realm', serializers: [speaks], logger, retryMs: 1 },
    backoff: { initialMs: 1, maxMs: 4 },
  });
  const events: WampEvent[] = [];
  const listen = (event: WampEvent) => events.push(event);
  client.subscribe('observatory.a', listen);
  client.subscribe('observatory..feeds.heartbeat', listen, { match: 'wildcard' });
  client.register('observatory.mine', async (args, kwargs) => [args, kwargs]);
  await client.connected();
  return { router, client, events, speaks };
}

type Pair = Awaited<ReturnType<typeof startPair>>;

/**
 * Sends a call, and answers it as a correct router does. Each call has its own procedure: a call of the input may still
 * be on its way to the router.
 */
async function askSoundly({ router, client }: Pair): Promise<unknown> {
  const procedure = `observatory.sound.${randomUUID()}`;
  const call = client.call(procedure, [], { timeoutMs: 5000 }).catch((error: unknown) => error);
  await turnsUntil(() => router.ids[procedure] !== undefined || !client.link.connected, 'the call is sent');
  if (router.ids[procedure] !== undefined) router.send([50, router.ids[procedure], {}, ['sound']]);
  delete router.ids[procedure];
  return await call;
}

/** True if an event that the router sends now reaches its listener, on the present link. */
async function hearsEvents({ router, events }: Pair): Promise<boolean> {
  events.length = 0;
  router.send([36, router.ids['observatory.a'], 1, {}, ['sound']]);
  for (let turns = 0; turns < 200 && events.length === 0; turns += 1) await new Promise(setImmediate);
  return events.some(({ args }) => args[0] === 'sound');
}

async function isSound(pair: Pair): Promise<void> {
  const deadline = ownTime() + 5000;
  for (;;) {
    if (pair.client.link.connected && (await askSoundly(pair)) === 'sound' && (await hearsEvents(pair)))
      return;
    if (ownTime() > deadline) throw new Fault('the client does not reconnect');
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** An input is `{speak, frames}`: the router sends these frames while a call is open. */
async function tryFrames(pair: Pair, frames: readonly unknown[], input: string): Promise<void> {
  const { router, client, speaks } = pair;
  const call = callOpenly(client);
  await turnsUntil(() => router.ids['call'] !== undefined || !client.link.connected, 'the call is sent');
  const { socket } = router;
  for (const frame of frames) if (socket) sendFrame(socket, withIds(frame, router.ids), speaks);
  if (router.ids['call'] !== undefined) router.send([50, router.ids['call'], {}, ['late']]);
  if (socket && frames.some(isRaw)) await endTornLink(socket);
  await isSound(pair);
  const answered = await call;
  if (!(answered instanceof Error)) return;
  if (!(answered instanceof WampError))
    throw new Fault(`a call rejects with ${answered.name}: ${answered.message}`);
  checkMessage(answered.message, input, 'a call rejects');
}

const isRaw = (frame: unknown): boolean => isRecord(frame) && 'raw' in frame;

/**
 * Raw bytes may be the beginning of a frame, which takes in all that follows: then only the end of the link ends it. The
 * client first has the time to read them.
 */
async function endTornLink(socket: WebSocket): Promise<void> {
  for (let turns = 0; turns < 20; turns += 1) await new Promise(setImmediate);
  reset(socket);
}

function callOpenly(client: WampConnection): Promise<unknown> {
  return client.call('observatory.fuzz', [], { timeoutMs: 6000 }).catch((error: unknown) => error);
}

async function open(): Promise<Subject> {
  const log = createErrorLog();
  const pairs = { json: await startPair('json', log), msgpack: await startPair('msgpack', log) };
  return {
    async run(input: Json) {
      if (!isRecord(input)) return;
      const pair = input['speak'] === 'json' ? pairs.json : pairs.msgpack;
      delete pair.router.ids['call'];
      await tryFrames(pair, listOf(input['frames']), JSON.stringify(input));
      log.check();
    },
    async check() {
      for (const pair of Object.values(pairs)) await isSound(pair);
    },
    held: async () => ({ handles: process.getActiveResourcesInfo().length }),
    async close() {
      for (const { client, router } of Object.values(pairs)) {
        await client.close();
        await router.close();
      }
    },
  };
}

export const wampClient: Target = {
  name: 'wamp-client',
  covers: [
    '/dist/src/wamp/',
    '/dist/src/lib/msgpack',
    '/dist/src/lib/python-json',
    '/node_modules/autobahn/lib/',
  ],
  words: [
    ...[
      'observatory.a',
      'observatory.mine',
      'observatory.b.feeds.heartbeat',
      'observatory..feeds.heartbeat',
      'call',
    ],
    ...[
      'topic',
      'progress',
      'receive_progress',
      'procedure',
      'registration',
      'reason',
      'message',
      'roles',
      'broker',
    ],
    ...[
      'wamp.error.canceled',
      'wamp.error.not_authorized',
      'wamp.close.system_shutdown',
      'ticket',
      'wampcra',
      '$id',
    ],
    ...[
      'NaN',
      '-Infinity',
      '\\u0000',
      '\\ud800',
      'ppt_scheme',
      'x_cb',
      'retained',
      'publisher',
      'caller',
      'timeout',
    ],
  ],
  batch: 100,
  parallel: false,
  open,
};
