import { CODE, type Publish, type Subscribe, type Unsubscribe } from './messages.js';
import { type Peer, randomId } from './peer.js';
import { ERROR, refuse } from './refusal.js';
import { isPattern, type Match, matches } from './uri.js';

/** A pattern with at least one subscriber. All its subscribers share the id. */
interface Subscription {
  readonly id: number;
  readonly topic: string;
  readonly match: Match;
  readonly subscribers: Set<Peer>;
}

/** Publish and subscribe in a realm. */
export interface Broker {
  subscribe(peer: Peer, message: Subscribe): void;
  unsubscribe(peer: Peer, message: Unsubscribe): void;
  publish(peer: Peer, message: Publish): void;
  /** Removes a client that has left. */
  leave(peer: Peer): void;
}

/**
 * Creates a broker.
 * @param allowed - whether a URI (or pattern) may be used; others are refused with `not_authorized`
 */
export function createBroker(allowed: (uri: string) => boolean): Broker {
  const byId = new Map<number, Subscription>();

  function find(topic: string, match: Match): Subscription | undefined {
    for (const subscription of byId.values()) {
      if (subscription.topic === topic && subscription.match === match) {
        return subscription;
      }
    }
    return undefined;
  }

  function drop(subscription: Subscription, peer: Peer): void {
    subscription.subscribers.delete(peer);
    if (subscription.subscribers.size === 0) {
      byId.delete(subscription.id);
    }
  }

  return {
    subscribe(peer, message) {
      const { topic, match } = message;
      if (!isPattern(topic, match)) {
        refuse(peer, message, ERROR.invalidUri, `'${topic}' is not a valid topic for match ${match}`);
        return;
      }
      if (!allowed(topic)) {
        refuse(peer, message, ERROR.notAuthorized, `subscribing to '${topic}' is not allowed`);
        return;
      }
      let subscription = find(topic, match);
      if (!subscription) {
        subscription = { id: randomId(), topic, match, subscribers: new Set() };
        byId.set(subscription.id, subscription);
      }
      subscription.subscribers.add(peer);
      peer.send([CODE.SUBSCRIBED, message.request, subscription.id]);
    },

    unsubscribe(peer, message) {
      const subscription = byId.get(message.subscription);
      if (!subscription?.subscribers.has(peer)) {
        refuse(peer, message, ERROR.noSuchSubscription);
        return;
      }
      drop(subscription, peer);
      peer.send([CODE.UNSUBSCRIBED, message.request]);
    },

    publish(peer, message) {
      const { topic, payload } = message;
      const refusal = topic.startsWith('wamp.') ? ERROR.invalidUri : ERROR.notAuthorized;
      if (!allowed(topic)) {
        // Without `acknowledge`, WAMP has no answer to a publication.
        if (message.acknowledge) {
          refuse(peer, message, refusal, `publishing to '${topic}' is not allowed`);
        }
        return;
      }
      const publication = randomId();
      if (message.acknowledge) {
        peer.send([CODE.PUBLISHED, message.request, publication]);
      }
      for (const subscription of byId.values()) {
        if (!matches(subscription.topic, subscription.match, topic)) {
          continue;
        }
        const details = subscription.match === 'exact' ? {} : { topic };
        const event = [CODE.EVENT, subscription.id, publication, details, ...payload];
        for (const subscriber of subscription.subscribers) {
          if (subscriber !== peer || !message.excludeMe) {
            subscriber.send(event);
          }
        }
      }
    },

    leave(peer) {
      for (const subscription of byId.values()) {
        drop(subscription, peer);
      }
    },
  };
}
