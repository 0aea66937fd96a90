import type { EncodedSession, OperationInfo } from '../../ocs/protocol.js';
import type { Slot, SlotApi } from './slot.js';

/** How one operation of one slot is brought to an end, or why it cannot be. */
export type Interrupt =
  | { readonly how: 'stop' | 'abort' }
  /** By a task of the agent that ends the operation. */
  | { readonly how: 'start'; readonly operation: string }
  | { readonly how: 'impossible'; readonly reason: string };

/** What a profile may ask of a slot to judge a session that ended with success. */
export interface Follower {
  /** The latest session of another operation, as its agent reports it now; null if there is none. */
  latest(operation: string): Promise<EncodedSession | null>;
  /** The end of a session; null if its end was not seen. */
  end(session: EncodedSession): Promise<EncodedSession | null>;
}

/** Null: the session's own word is right. Otherwise why the slot has failed in spite of it. */
export type Objection = string | null;

/** Everything that is particular to one class of agents. */
export interface AgentProfile {
  /** As heartbeats and get_api name it. */
  readonly agentClass: string;
  /** The operations whose session data `SmurfInstance.state` shows, and which report the stream id. */
  readonly stateOperations: readonly string[];
  /** The operation that reads the state of the slot again and again. */
  readonly stateReader: string;
  /** The process that sends the data of the slot. */
  readonly stream: string;
  /** The feed that shows each reading of the state. */
  readonly stateFeed: string;
  /** The stream id that a session reports; null if it reports none. */
  streamIdOf(session: EncodedSession): string | null;
  /** When the state was last read (UNIX seconds); null if the session does not say. */
  lastStateRead(session: EncodedSession): number | null;
  /** Whether the operation has a moment at which it is ready, later than its start, and reports it. */
  reportsReady(operation: string, api: SlotApi | null): boolean;
  isReady(session: EncodedSession): boolean;
  /** @param info null where the agent's operations are not known: then it is simply asked */
  interrupt(operation: string, info: OperationInfo | null, action: 'STOP' | 'ABORT'): Interrupt;
  /** The operation that starts this one on the slot by itself, without a request of anybody's; null if none does. */
  starterOf(operation: string): string | null;
  /** Looks behind a session that reports success. */
  objection(session: EncodedSession, follower: Follower): Promise<Objection>;
  /** Whether the operation runs on the slot, and what else that may keep it from running. */
  runningBeside(
    slot: Slot,
    operation: string,
  ): { readonly isRunning: boolean; readonly others: readonly string[] };
  /** What the reason for a failure leaves out and the slot shows; empty if nothing. */
  hint(slot: Slot, operation: string, reason: string): string;
}
