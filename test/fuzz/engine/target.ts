import type { Json } from './json.js';

/** Thrown where a property does not hold. */
export class Fault extends Error {
  override readonly name = 'Fault';
}

/** What is fuzzed. */
export interface Target {
  readonly name: string;
  /** Parts of the paths of the files whose coverage leads the search. */
  readonly covers: readonly string[];
  /** Words of the language that it reads. */
  readonly words: readonly string[];
  /** How many inputs one snapshot of the coverage is taken for. */
  readonly batch: number;
  /** Whether the inputs of a batch are tried at the same time. */
  readonly parallel: boolean;
  open(): Promise<Subject>;
}

/** A target that was started. */
export interface Subject {
  /** Tries an input, and throws a {@link Fault} where something does not hold. */
  run(input: Json): Promise<void>;
  /** Throws a {@link Fault} unless a plain request is still answered. */
  check(): Promise<void>;
  /** What must not grow: listeners, subscriptions, sockets, each with how many there are at rest. */
  held(): Promise<Readonly<Record<string, number>>>;
  close(): Promise<void>;
}
