import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Clock, settledWithin, systemClock } from '../lib/clock.js';
import { type Logger, silentLogger } from '../lib/logger.js';
import { type Ping, startPinging } from '../lib/pinging.js';
import { chooseCodec } from './codec.js';
import { createHttpBridge } from './http-bridge.js';
import { createRealm } from './realm.js';
import { createSession, type Session } from './session.js';

/** How long `close` waits for the clients' answer to GOODBYE before it disconnects them. */
const GOODBYE_TIMEOUT_MS = 1000;

/** Crossbar under OCS pings every 10 s and waits 5 s, so it too finds a client that is gone within 15 s. */
const PING: Ping = { everyMs: 5000, silentMs: 10_000 };

export interface RouterOptions {
  /** TCP port; 0 takes any free one. */
  readonly port: number;
  /** Address to listen on. Clients do not have to log in, so use a loopback address. */
  readonly host?: string;
  readonly realm?: string;
  /** First component of every allowed URI; others are refused with `wamp.error.not_authorized`. */
  readonly addressRoot?: string;
  readonly ping?: Ping;
  /** A client with more unread bytes than this is disconnected. */
  readonly maxBufferedBytes?: number;
  readonly logger?: Logger;
  readonly clock?: Clock;
}

/** A running WAMP router with one realm. */
export interface Router {
  /** The URL for WAMP clients: `ws://HOST:PORT/ws`. */
  readonly url: string;
  /** The URL of the HTTP bridge: `http://HOST:PORT/call`. */
  readonly httpUrl: string;
  readonly realm: string;
  /** Closes every client's socket without a GOODBYE, as in a crash. The router continues, so clients can reconnect. */
  drop(): void;
  /** Sends GOODBYE (`wamp.close.system_shutdown`) to every client and stops, within a second. */
  close(): Promise<void>;
}

/**
 * Starts a WAMP router for the demo and for tests. It has the features of Crossbar that OCS uses, and the permissions of
 * OCS's Crossbar configuration. Rejects if the port is in use.
 */
export async function createRouter(options: RouterOptions): Promise<Router> {
  const host = options.host ?? '127.0.0.1';
  const realmName = options.realm ?? 'test_realm';
  const logger = options.logger ?? silentLogger;
  const clock = options.clock ?? systemClock;
  const realm = createRealm(options.addressRoot ?? 'observatory');
  const sessions = new Set<Session>();

  const server = createServer(createHttpBridge('/call', realm));
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: 64 * 1024 * 1024,
    handleProtocols: (offered) => chooseCodec(offered)?.subprotocol ?? false,
  });

  server.on('upgrade', (request, socket, head) => {
    const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
    const codec = chooseCodec(offered);
    if (request.url?.split('?')[0] !== '/ws') {
      return rejectUpgrade(socket, '404 Not Found');
    }
    if (!codec) {
      return rejectUpgrade(socket, '400 Bad Request');
    }
    if (!server.listening) {
      return rejectUpgrade(socket, '503 Service Unavailable');
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const session = createSession({
        socket: webSocket,
        codec,
        realm,
        realmName,
        maxBufferedBytes: options.maxBufferedBytes ?? 32 * 1024 * 1024,
        logger,
      });
      sessions.add(session);
      const pinging = startPinging(webSocket, request.socket, options.ping ?? PING, clock, () => {
        logger.warn('disconnected a client that did not answer a ping');
        session.drop();
      });
      webSocket.on('close', () => {
        pinging.close();
        sessions.delete(session);
      });
    });
  });

  server.listen(options.port, host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  logger.info({ host, port, realm: realmName }, 'the router is listening');

  const drop = (): void => {
    for (const session of sessions) {
      session.drop();
    }
  };

  async function stop(): Promise<void> {
    const closed = once(server, 'close');
    server.close();
    const emptied = Promise.all(Array.from(sockets.clients, closeOf));
    for (const session of sessions) {
      session.shutdown();
    }
    await settledWithin(clock, emptied, GOODBYE_TIMEOUT_MS);
    drop();
    server.closeAllConnections();
    await closed;
  }

  let stopping: Promise<void> | undefined;
  return {
    url: `ws://${host}:${port}/ws`,
    httpUrl: `http://${host}:${port}/call`,
    realm: realmName,
    drop,
    close() {
      stopping ??= stop();
      return stopping;
    },
  };
}

/** Resolves when the socket is closed, also after an error. */
function closeOf(socket: WebSocket): Promise<void> {
  return new Promise((resolve) => {
    socket.once('close', () => resolve());
  });
}

function rejectUpgrade(socket: Duplex, status: string): void {
  socket.on('error', () => socket.destroy());
  // The server must be able to close even if the client leaves its half of the connection open.
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy());
}
