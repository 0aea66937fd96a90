import type { AgentPresence } from '../core/agent-presence.js';
import type { Core } from '../core/core.js';
import type { Closable } from '../lib/topic.js';

/** What subscriptions are fed from. */
export interface LiveSource {
  readonly core: Core;
  readonly agent: AgentPresence;
}

/** A value on its way to readers that may be slow. */
export type LiveEvent<Value> =
  /** It replaces the value of the same key that still waits. */
  | { readonly key: string; readonly value: Value }
  /** It waits beside the others of its group. `gap` stands for those that a reader was too slow for. */
  | { readonly group: string; readonly value: Value; readonly gap: Value };

export interface LiveSink<Value> {
  push(event: LiveEvent<Value>): void;
  /** Nothing more will come. */
  end(): void;
}

/**
 * A subscription as a description: what it is about, how things are, and what changes them. `LiveQueues` opens it
 * and gives back what it holds, so no resolver wires a queue by itself.
 */
export interface LiveField<Args, Value> {
  /** As in the schema. */
  readonly name: string;
  /** Each reader gets values that far apart at least; as they come by default. */
  readonly minIntervalMs?: number;
  /** Readers with the same key see the same events, so they share one source. */
  key(args: Args): string;
  /** How things are now: what each reader gets first. */
  snapshot(from: LiveSource, args: Args): Iterable<LiveEvent<Value>>;
  /**
   * Listens, for all readers of the key, to everything that changes what they see.
   * @returns what is to be closed when the last of them has left
   */
  changes(from: LiveSource, args: Args, sink: LiveSink<Value>): readonly Closable[];
}
