import { createBroker } from './broker.js';
import { createDealer } from './dealer.js';
import { type Abort, type ClientMessage, CODE, type Goodbye, type Hello } from './messages.js';
import type { Peer } from './peer.js';

/** The messages of a client that has joined. */
export type RealmMessage = Exclude<ClientMessage, Hello | Abort | Goodbye>;

/** The procedures, subscriptions and open calls of all clients. */
export interface Realm {
  receive(peer: Peer, message: RealmMessage): void;
  /** Removes a client that has left. */
  leave(peer: Peer): void;
}

/** Creates a realm with URIs below `addressRoot`. Others are refused with `not_authorized`. */
export function createRealm(addressRoot: string): Realm {
  const allowed = (uri: string) => uri.startsWith(`${addressRoot}.`);
  const broker = createBroker(allowed);
  const dealer = createDealer(allowed);
  return {
    receive(peer, message) {
      switch (message.code) {
        case CODE.PUBLISH:
          return broker.publish(peer, message);
        case CODE.SUBSCRIBE:
          return broker.subscribe(peer, message);
        case CODE.UNSUBSCRIBE:
          return broker.unsubscribe(peer, message);
        case CODE.REGISTER:
          return dealer.register(peer, message);
        case CODE.UNREGISTER:
          return dealer.unregister(peer, message);
        case CODE.CALL:
          return dealer.call(peer, message);
        case CODE.CANCEL:
          return dealer.cancel(peer, message);
        case CODE.YIELD:
          return dealer.yield(peer, message);
        case CODE.ERROR:
          return dealer.error(peer, message);
      }
    },
    leave(peer) {
      broker.leave(peer);
      dealer.leave(peer);
    },
  };
}
