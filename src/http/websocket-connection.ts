import type { IncomingMessage } from 'node:http';
import { CloseCode, type Server as GraphQLServer } from 'graphql-ws';
import type { WebSocket } from 'ws';
import type { Viewer } from '../auth/viewer.js';
import type { Deliver } from '../graphql/shared-results.js';
import type { EndReason } from '../graphql/subscription-counts.js';
import type { Clock } from '../lib/clock.js';
import type { Logger } from '../lib/logger.js';
import type { Closable } from '../lib/topic.js';
import { createDelivery, type DeliveryOptions } from './delivery.js';
import { idForClient, restoreId, withOwnIds } from './operation-ids.js';
import { requestIdOf } from './request-id.js';
import { NOTHING_SAID, type Said } from './said.js';
import { turnAway } from './turn-away.js';
import type { SlowClient, WaitingBytes } from './waiting-bytes.js';

/** A client that has not sent `connection_init` within this time is disconnected. */
const INIT_MS = 10_000;

/** Proxies close a connection that is silent for a minute (default of nginx). */
const PING_MS = 20_000;

/** How many pings in a row may stay unanswered: a client may stop reading for a minute. */
const PATIENCE = 3;

/** Maximum length of the reason of a close frame in WebSocket. */
const MAX_REASON_BYTES = 123;

/** Data of a connection, for the hooks of graphql-ws. */
export interface Connection {
  readonly request: IncomingMessage;
  readonly socket: WebSocket;
  /** Null until `connection_init` was accepted; no operation is accepted before that. */
  viewer: Viewer | null;
  said: Said;
  /** Watches the rights of the viewer. */
  rights: Closable | null;
  /** How the results of a subscription with this own id are sent. */
  readonly deliveryOf: (ownId: string) => Deliver;
  /** Why its subscriptions end, if they do not end by themselves. */
  ending: EndReason;
  readonly leaving: () => EndReason;
  /** Open queries and mutations by their own id, each with a function to call when it is answered. */
  readonly executing: Map<string, () => void>;
}

export interface ConnectionOptions {
  readonly graphql: GraphQLServer<Connection>;
  /** Maximum number of bytes that wait for the client to read them. */
  readonly waitingBytes: number;
  /** What waits for all clients. */
  readonly waiting: WaitingBytes;
  readonly logger: Logger;
  readonly clock: Clock;
}

/**
 * Connects a WebSocket to graphql-ws, like its own adapter for `ws`. Disconnects a client that sends no
 * `connection_init`, does not read, or is gone.
 */
export function serveConnection(
  socket: WebSocket,
  request: IncomingMessage,
  { graphql, waitingBytes, waiting, logger, clock }: ConnectionOptions,
): void {
  const requestId = requestIdOf(request);
  const client: SlowClient = {
    turnAway() {
      connection.ending = 'slow';
      logger.warn(
        { waitingBytes: socket.bufferedAmount, requestId },
        'the slowest WebSocket client was disconnected: too much data waited for all clients together',
      );
      turnAway(
        socket,
        'The client reads too slowly: too much data waits for all clients together (--max-waiting-bytes-total)',
        clock,
      );
    },
  };
  const delivery: DeliveryOptions = { socket, raw: request.socket, client, waiting, takesMore };
  const connection: Connection = {
    ...{ request, socket, viewer: null, said: NOTHING_SAID, rights: null, executing: new Map() },
    ending: 'left',
    leaving: () => connection.ending,
    deliveryOf: (ownId) => createDelivery(delivery, idForClient(ownId)),
  };
  let unanswered = 0;

  /** False if nothing more can be sent. Disconnects a client that does not read. */
  function takesMore(): boolean {
    if (socket.readyState !== socket.OPEN) return false;
    if (socket.bufferedAmount <= waitingBytes) return true;
    connection.ending = 'slow';
    logger.warn(
      { waitingBytes: socket.bufferedAmount, requestId },
      'a WebSocket client that does not read was disconnected',
    );
    turnAway(socket, 'The client reads too slowly: too much data waits for it (--max-waiting-bytes)', clock);
    return false;
  }

  /** Resolves when the socket has accepted the text: graphql-ws requests the next event only after that. */
  function send(text: string): Promise<void> {
    return new Promise((resolve) => {
      if (!takesMore()) return resolve();
      const message = waiting.take(client, text);
      socket.send(restoreId(text), () => {
        message.close();
        resolve();
      });
    });
  }

  function rejectTaken(id: string): void {
    const reason = `Subscriber for ${id} already exists`;
    const isShort = Buffer.byteLength(reason) <= MAX_REASON_BYTES;
    socket.close(CloseCode.SubscriberAlreadyExists, isShort ? reason : 'Subscriber already exists');
  }

  function fail(error: unknown): void {
    // graphql-ws throws this error if a client sends a message type that is only for servers.
    if (error instanceof Error && error.message.startsWith('Unexpected message of type')) {
      socket.close(CloseCode.BadRequest, 'Unexpected type of message');
      return;
    }
    logger.error({ err: error, requestId }, 'a WebSocket message failed unexpectedly');
    socket.close(CloseCode.InternalServerError, 'Internal server error');
  }

  const closed = graphql.opened(
    {
      protocol: socket.protocol,
      send,
      close: (code, reason) => socket.close(code, reason),
      onMessage(handle) {
        const handleOwn = withOwnIds(handle, rejectTaken);
        socket.on('message', (data) => {
          unanswered = 0;
          if (takesMore()) handleOwn(String(data)).catch(fail);
        });
      },
      // Without the payload: otherwise clients that do not read could fill our memory with it.
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
      logger.info(
        { unanswered, requestId },
        'a WebSocket client that does not answer pings was disconnected',
      );
      connection.ending = 'silent';
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
  socket.on('close', (code, reason) => {
    init.close();
    ping.close();
    connection.rights?.close();
    for (const answered of connection.executing.values()) answered();
    closed(code, String(reason)).catch(fail);
  });
}
