import type { AgentPresence } from '../core/agent-presence.js';
import type { Core } from '../core/core.js';
import type { Closable } from '../lib/topic.js';

/** The sources of all subscriptions. */
export interface LiveSource {
  readonly core: Core;
  readonly agent: AgentPresence;
}

/** A value for readers that may be slow. */
export type LiveEvent<Value> =
  /** Replaces a value with the same key that is still waiting. */
  | { readonly key: string; readonly value: Value }
  /** Queued one by one with the other values of its group. `gap` replaces values that a slow reader missed. */
  | { readonly group: string; readonly value: Value; readonly gap: Value };

/** An event as its readers get it: the same object for all of them. */
export interface LiveMoment<Value> {
  readonly value: Value;
}

export interface LiveSink<Value> {
  push(event: LiveEvent<Value>): void;
  /** Ends the subscription of every reader. */
  end(): void;
}

/**
 * Describes a subscription: its key, its first values, and the source of its changes. `LiveQueues` opens it, and
 * closes its listeners, so that no resolver has to handle a queue.
 */
export interface LiveField<Args, Value> {
  /** The name of the field in the schema. */
  readonly name: string;
  /** Minimum time between two values for one reader, in ms. By default values are sent at once. */
  readonly minIntervalMs?: number;
  /** Readers with the same key get the same events, so they share one source. */
  key(args: Args): string;
  /** The current state: the first values for each reader. */
  snapshot(from: LiveSource, args: Args): Iterable<LiveEvent<Value>>;
  /**
   * Listens to all relevant changes, for all readers with this key.
   * @returns the listeners, to be closed when the last reader has left
   */
  changes(from: LiveSource, args: Args, sink: LiveSink<Value>): readonly Closable[];
}
