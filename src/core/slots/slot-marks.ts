import { createTopic, type Topic } from '../../lib/topic.js';

/** Why people keep a slot out of service. */
export interface OutOfService {
  readonly since: Date;
  /** Who reported it; null if the server does not know. */
  readonly by: string | null;
  readonly reason: string;
}

/** A run gave up on the slot before it saw the end: the slot may still act, or hold its lock. */
export interface UnresolvedOutcome {
  readonly runId: string;
  readonly operation: string;
  readonly status: 'LOST' | 'TIMED_OUT' | 'UNKNOWN';
  readonly since: Date;
  /** Id of the session whose end was not seen; null if none is known. */
  readonly sessionId: string | null;
}

/** What people and past runs have to say of slots, by address. Kept in memory: it ends with the server. */
export interface SlotMarks {
  /** The address of each slot whose marks have changed. */
  readonly changes: Topic<string>;
  outOfService(address: string): OutOfService | null;
  setOutOfService(address: string, reason: OutOfService | null): void;
  /** Oldest first; one for each run at most. */
  unresolved(address: string): readonly UnresolvedOutcome[];
  record(address: string, outcome: UnresolvedOutcome): void;
  /** The run has seen the end after all. */
  resolve(address: string, runId: string): void;
  /** The session has been seen to end, whichever run gave up on it. */
  resolveSession(address: string, sessionId: string): void;
  /** Somebody has looked at the slot. */
  acknowledge(address: string): void;
  /** The slot is no longer known. Runs that it holds go on, as when somebody acknowledges. */
  forget(address: string): void;
}

/** Of one slot; a site that forces its way past so many does not miss the oldest. */
const MAX_UNRESOLVED = 50;

export function createSlotMarks(onListenerError: (error: unknown) => void): SlotMarks {
  const outOfService = new Map<string, OutOfService>();
  const unresolved = new Map<string, readonly UnresolvedOutcome[]>();
  const changes = createTopic<string>(onListenerError);

  function replace(address: string, next: readonly UnresolvedOutcome[]): void {
    if (next.length === (unresolved.get(address)?.length ?? 0)) return;
    if (next.length > 0) unresolved.set(address, next);
    else unresolved.delete(address);
    changes.emit(address);
  }
  const keep = (address: string, fits: (outcome: UnresolvedOutcome) => boolean) =>
    replace(address, (unresolved.get(address) ?? []).filter(fits));

  return {
    changes,
    outOfService: (address) => outOfService.get(address) ?? null,
    setOutOfService(address, reason) {
      if (reason) outOfService.set(address, reason);
      else outOfService.delete(address);
      changes.emit(address);
    },
    unresolved: (address) => unresolved.get(address) ?? [],
    record(address, outcome) {
      const others = (unresolved.get(address) ?? []).filter(({ runId }) => runId !== outcome.runId);
      unresolved.set(address, [...others, outcome].slice(-MAX_UNRESOLVED));
      changes.emit(address);
    },
    resolve: (address, runId) => keep(address, (outcome) => outcome.runId !== runId),
    resolveSession: (address, sessionId) => keep(address, (outcome) => outcome.sessionId !== sessionId),
    acknowledge: (address) => replace(address, []),
    forget(address) {
      outOfService.delete(address);
      replace(address, []);
    },
  };
}
