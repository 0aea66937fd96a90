import type { EncodedSession, OperationInfo } from '../../ocs/protocol.js';
import type { Slot, SlotApi } from './slot.js';

/** How to end an operation on a slot, or why that is impossible. */
export type Interrupt =
  | { readonly how: 'stop' | 'abort' }
  /** Start another task of the agent, which ends the operation. */
  | { readonly how: 'start'; readonly operation: string }
  | { readonly how: 'impossible'; readonly reason: string };

/** Lets a profile read other sessions of a slot, to check a session that ended with success. */
export interface Follower {
  /** The latest session of another operation, read from the agent; null if there is none, undefined without an answer. */
  latest(operation: string): Promise<EncodedSession | null | undefined>;
  /** The ended session; null if its end was not seen. */
  end(session: EncodedSession): Promise<EncodedSession | null>;
  /** Whether another run of this server started the session. Waits for the answers to starts that may have. */
  isOfAnotherRun(session: EncodedSession): Promise<'yes' | 'no' | 'perhaps'>;
}

/** Why a slot has not succeeded, or perhaps not, although its session reports success; null if the session is right. */
export type Objection = { readonly status: 'FAILED' | 'UNKNOWN'; readonly reason: string } | null;

/** Everything that is specific to one class of agents. */
export interface AgentProfile {
  /** The name in heartbeats and get_api. */
  readonly agentClass: string;
  /** The operations whose session data contain the stream id and the values of `SmurfInstance.state`. */
  readonly stateOperations: readonly string[];
  /** The operation that reads the state of the slot periodically. */
  readonly stateReader: string;
  /** The process that sends the data of the slot. */
  readonly stream: string;
  /** The feed that gets a message for each reading of the state. */
  readonly stateFeed: string;
  /** The stream id that a session reports; null if it reports none. */
  streamIdOf(session: EncodedSession): string | null;
  /** When the state was last read (UNIX seconds); null if the session does not contain it. */
  lastStateRead(session: EncodedSession): number | null;
  /** Whether the operation reports, some time after its start, that it is ready. */
  reportsReady(operation: string, api: SlotApi | null): boolean;
  isReady(session: EncodedSession): boolean;
  /** @param info null if the operations of the agent are unknown: it is then asked without a check */
  interrupt(operation: string, info: OperationInfo | null, action: 'STOP' | 'ABORT'): Interrupt;
  /** The operation that starts this one on the slot by itself, without a request; null if there is none. */
  starterOf(operation: string): string | null;
  /** Checks a session that reports success. */
  objection(session: EncodedSession, follower: Follower): Promise<Objection>;
  /** Whether the operation runs on the slot, and which other running operations may block it. */
  runningBeside(
    slot: Slot,
    operation: string,
  ): { readonly isRunning: boolean; readonly others: readonly string[] };
  /** Additional information from the slot about the reason for a failure; empty if there is none. */
  hint(slot: Slot, operation: string, reason: string): string;
}
