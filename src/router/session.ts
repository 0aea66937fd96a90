import type { WebSocket } from 'ws';

import type { Logger } from '../lib/logger.js';
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
  /** A client with more unread bytes than this is dropped. */
  readonly maxBufferedBytes: number;
  readonly logger: Logger;
}

/** What the router holds of one WebSocket. */
export interface Session {
  /** Says GOODBYE and ends the socket when the client has answered; the bound on the wait is the caller's. */
  shutdown(): void;
  /** Ends the socket at once, without a GOODBYE. */
  drop(): void;
}

/**
 * Serves one client. Without a peer it waits for HELLO (also again after a GOODBYE, as WAMP allows); with
 * a peer the client is in the realm. Messages out of turn are ignored, as by Crossbar.
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
      logger.warn({ bufferedBytes: socket.bufferedAmount }, 'a client does not read: dropped');
      socket.terminate();
      return;
    }
    socket.send(codec.encode(message), { binary: codec.binary });
  }

  function join(hello: Hello): void {
    if (hello.realm !== realmName) {
      const message = `no realm '${hello.realm}' here, only '${realmName}'`;
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

  /** A client outside the realm can only join it, or answer our GOODBYE. */
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
    // What still arrives after we closed must not let the client in again.
    if (socket.readyState !== socket.OPEN) {
      return;
    }
    try {
      if (binary !== codec.binary) {
        throw new Error(`${codec.subprotocol} has ${codec.binary ? 'binary' : 'text'} frames, got the other`);
      }
      const message = parseMessage(codec.decode(data));
      if (peer) {
        onMember(peer, message);
      } else {
        onStranger(message);
      }
    } catch (error) {
      logger.warn({ err: error }, 'a client sent what can not be passed on: its link is closed');
      leave();
      socket.close(1002, 'WAMP protocol violation');
    }
  });
  socket.on('error', (error) => logger.debug({ err: error }, 'a client broke the WebSocket protocol'));
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
