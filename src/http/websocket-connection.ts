import type { IncomingMessage } from 'node:http';
import { CloseCode, type Server as GraphQLServer } from 'graphql-ws';
import type { WebSocket } from 'ws';
import type { Clock } from '../lib/clock.js';
import type { Logger } from '../lib/logger.js';
import type { Viewer } from '../lib/viewer.js';

/** A client that has not sent `connection_init` by then is closed. */
const INIT_MS = 10_000;

/** Proxies cut what is silent for a minute (nginx's default). */
const PING_MS = 20_000;

/** A client that stops reading for a minute is not gone: so many pings in a row may stay unanswered. */
const PATIENCE = 3;

/** What we know of a connection, for the hooks of graphql-ws. */
export interface Connection {
  readonly request: IncomingMessage;
  readonly socket: WebSocket;
  /** Null until `connection_init` was accepted: until then nothing is served. */
  viewer: Viewer | null;
  /** Queries and mutations by their id in the protocol, each with what reports that it is answered. */
  readonly executing: Map<string, () => void>;
}

export interface ConnectionOptions {
  readonly graphql: GraphQLServer<Connection>;
  /** What may wait for the client to read it. */
  readonly waitingBytes: number;
  readonly logger: Logger;
  readonly clock: Clock;
}

/**
 * Joins a WebSocket to graphql-ws, as its own adapter for `ws` does, and limits the cost of a client that sends no
 * `connection_init`, does not read, or is gone.
 */
export function serveConnection(
  socket: WebSocket,
  request: IncomingMessage,
  { graphql, waitingBytes, logger, clock }: ConnectionOptions,
): void {
  const connection: Connection = { request, socket, viewer: null, executing: new Map() };
  let unanswered = 0;

  /** False if nothing more can be sent. A client that does not read what waits for it is cut off. */
  function takesMore(): boolean {
    if (socket.readyState !== socket.OPEN) return false;
    if (socket.bufferedAmount <= waitingBytes) return true;
    const waiting = socket.bufferedAmount;
    logger.warn({ waitingBytes: waiting }, 'a WebSocket client that does not read was cut off');
    socket.terminate();
    return false;
  }

  /** Resolves when the socket has taken the text: graphql-ws asks a subscription for no event before that. */
  function send(text: string): Promise<void> {
    return new Promise((resolve) => {
      if (takesMore()) socket.send(text, () => resolve());
      else resolve();
    });
  }

  function fail(error: unknown): void {
    // graphql-ws throws where a client sends what only servers send.
    if (error instanceof Error && error.message.startsWith('Unexpected message of type')) {
      socket.close(CloseCode.BadRequest, 'Unexpected type of message');
      return;
    }
    logger.error({ err: error }, 'a WebSocket message failed unexpectedly');
    socket.close(CloseCode.InternalServerError, 'Internal server error');
  }

  const closed = graphql.opened(
    {
      protocol: socket.protocol,
      send,
      close: (code, reason) => socket.close(code, reason),
      onMessage(handle) {
        socket.on('message', (data) => {
          unanswered = 0;
          if (takesMore()) handle(String(data)).catch(fail);
        });
      },
      // Without the payload: clients that do not read could make us hold as much as they send.
      onPing: () => (connection.viewer ? send('{"type":"pong"}') : undefined),
    },
    connection,
  );

  const init = clock.after(INIT_MS, () => {
    if (connection.viewer) return;
    socket.close(CloseCode.ConnectionInitialisationTimeout, 'Connection initialisation timeout');
  });
  const ping = clock.every(PING_MS, () => {
    if (unanswered >= PATIENCE) {
      logger.info({ unanswered }, 'a WebSocket client that answers no ping was given up');
      socket.terminate();
    } else if (takesMore()) {
      unanswered += 1;
      socket.ping();
    }
  });

  socket.on('pong', () => {
    unanswered = 0;
  });
  socket.on('ping', (data) => {
    unanswered = 0;
    if (takesMore()) socket.pong(data);
  });
  // `ws` closes the socket by itself after an error.
  socket.on('error', (error) => logger.debug({ err: error }, 'a WebSocket connection failed'));
  socket.on('close', (code, reason) => {
    init.close();
    ping.close();
    for (const answered of connection.executing.values()) answered();
    closed(code, String(reason)).catch(fail);
  });
}
