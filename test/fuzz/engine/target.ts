import type { Json } from './json.js';

/** Thrown if a property does not hold. */
export class Fault extends Error {
  override readonly name = 'Fault';
}

/** A part of the product that is fuzzed. */
export interface Target {
  readonly name: string;
  /** Parts of the paths of the files whose coverage guides the search. */
  readonly covers: readonly string[];
  /** Words of the language that the target reads. */
  readonly words: readonly string[];
  /** How many inputs share one snapshot of the coverage. */
  readonly batch: number;
  /** Whether the inputs of a batch are tried at the same time. */
  readonly parallel: boolean;
  open(): Promise<Subject>;
}

/** A started target. */
export interface Subject {
  /** Tries an input, and throws a {@link Fault} if a property does not hold. */
  run(input: Json): Promise<void>;
  /** Throws a {@link Fault} unless a simple request is still answered. */
  check(): Promise<void>;
  /** Numbers that must not grow while the target is idle, such as listeners, subscriptions and sockets. */
  held(): Promise<Readonly<Record<string, number>>>;
  close(): Promise<void>;
}
