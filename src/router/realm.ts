import { createBroker } from './broker.js';
import { createDealer } from './dealer.js';
import { type Abort, type ClientMessage, CODE, type Goodbye, type Hello } from './messages.js';
import type { Peer } from './peer.js';

/** What a client sends once it has joined. */
export type RealmMessage = Exclude<ClientMessage, Hello | Abort | Goodbye>;

/** What the joined clients share: procedures, subscriptions and open calls. */
export interface Realm {
  receive(peer: Peer, message: RealmMessage): void;
  /** Forgets a client that is gone. */
  leave(peer: Peer): void;
}

/** Makes a realm in which URIs below `addressRoot` may be used; others get `not_authorized`. */
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
