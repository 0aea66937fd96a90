import type { WebSocket } from 'ws';

import type { Logger } from '../lib/logger.js';
import { shortened } from '../lib/shortened.js';
import type { Codec } from './codec.js';
import { type ClientMessage, CODE, type Hello, isDict } from './messages.js';
import { parseMessage } from './parse-message.js';
import { type Peer, randomId } from './peer.js';
import type { Realm } from './realm.js';
import { ERROR } from './refusal.js';

const ROLES = {
  broker: { features: { pattern_based_subscription: true, publisher_exclusion: true } },
  dealer: { features: { call_canceling: true } },
};

export interface SessionOptions {
  readonly socket: WebSocket;
  readonly codec: Codec;
  readonly realm: Realm;
  readonly realmName: string;
  /** A client with more unread bytes than this is disconnected. */
  readonly maxBufferedBytes: number;
  readonly logger: Logger;
}

/** The connection of one client. */
export interface Session {
  /** Sends GOODBYE and closes the socket when the client has answered. The caller limits the waiting time. */
  shutdown(): void;
  /** Closes the socket at once, without a GOODBYE. */
  drop(): void;
}

/**
 * Serves one client. Without a peer, it waits for HELLO (also after a GOODBYE, as WAMP allows). With a peer, the client
 * has joined the realm. As in Crossbar, messages at the wrong time are ignored.
 */
export function createSession(options: SessionOptions): Session {
  const { socket, codec, realm, realmName, logger } = options;
  let peer: Peer | null = null;
  let shuttingDown = false;

  function send(message: readonly unknown[]): void {
    if (socket.readyState !== socket.OPEN) {
      return;
    }
    if (socket.bufferedAmount > options.maxBufferedBytes) {
      logger.warn({ bufferedBytes: socket.bufferedAmount }, 'disconnected a client that does not read');
      socket.terminate();
      return;
    }
    socket.send(codec.encode(message), { binary: codec.binary });
  }

  function join(hello: Hello): void {
    if (hello.realm !== realmName) {
      const message = `unknown realm '${shortened(hello.realm, 200)}'; the only realm is '${realmName}'`;
      send([CODE.ABORT, { message }, ERROR.noSuchRealm]);
      return;
    }
    const joined: Peer = {
      id: randomId(),
      interruptible: announcesCanceling(hello),
      send: (message) => {
        if (peer === joined) {
          send(message);
        }
      },
    };
    peer = joined;
    const details = {
      realm: realmName,
      roles: ROLES,
      authid: String(peer.id),
      authrole: 'iocs_agent',
      authmethod: 'anonymous',
    };
    send([CODE.WELCOME, peer.id, details]);
  }

  function leave(): void {
    const left = peer;
    peer = null;
    if (left) {
      realm.leave(left);
    }
  }

  /** A client that has not joined can only join, or answer our GOODBYE. */
  function onStranger(message: ClientMessage): void {
    if (message.code === CODE.HELLO && !shuttingDown) {
      join(message);
    } else if (message.code === CODE.GOODBYE && shuttingDown) {
      socket.close(1001);
    }
  }

  function onMember(member: Peer, message: ClientMessage): void {
    switch (message.code) {
      case CODE.HELLO:
        break;
      case CODE.ABORT:
        leave();
        break;
      case CODE.GOODBYE:
        leave();
        send([CODE.GOODBYE, {}, 'wamp.close.goodbye_and_out']);
        break;
      default:
        realm.receive(member, message);
    }
  }

  socket.on('message', (data: Buffer, binary: boolean) => {
    // After we have closed the socket, a late message must not join the client again.
    if (socket.readyState !== socket.OPEN) {
      return;
    }
    try {
      if (binary !== codec.binary) {
        throw new Error(
          `${codec.subprotocol} needs ${codec.binary ? 'binary' : 'text'} frames, got the other kind`,
        );
      }
      const message = parseMessage(codec.decode(data));
      if (peer) {
        onMember(peer, message);
      } else {
        onStranger(message);
      }
    } catch (error) {
      logger.warn({ err: error }, 'closed the connection of a client that sent an invalid message');
      leave();
      socket.close(1002, 'WAMP protocol violation');
    }
  });
  socket.on('error', (error) => logger.debug({ err: error }, 'a client violated the WebSocket protocol'));
  socket.on('close', leave);

  return {
    shutdown() {
      shuttingDown = true;
      if (!peer) {
        socket.close(1001);
        return;
      }
      send([CODE.GOODBYE, {}, 'wamp.close.system_shutdown']);
      leave();
    },
    drop: () => socket.terminate(),
  };
}

function announcesCanceling(hello: Hello): boolean {
  let value: unknown = hello.roles;
  for (const key of ['callee', 'features', 'call_canceling']) {
    value = isDict(value) ? value[key] : undefined;
  }
  return value === true;
}
