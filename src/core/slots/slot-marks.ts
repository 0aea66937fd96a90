import { createTopic, type Topic } from '../../lib/topic.js';

/** The mark of a slot that is out of service. */
export interface OutOfService {
  readonly since: Date;
  /** Who set the mark; null if unknown. */
  readonly by: string | null;
  readonly reason: string;
}

/** A run gave up on the slot before its operation ended: the operation may still run, or hold the lock. */
export interface UnresolvedOutcome {
  readonly runId: string;
  readonly operation: string;
  readonly status: 'LOST' | 'TIMED_OUT' | 'UNKNOWN';
  readonly since: Date;
  /** Id of the session whose end was not seen; null if unknown. */
  readonly sessionId: string | null;
}

/** Marks of slots that users and earlier runs have set, by address. Kept in memory, so a restart clears them. */
export interface SlotMarks {
  /** The address of each slot whose marks have changed. */
  readonly changes: Topic<string>;
  outOfService(address: string): OutOfService | null;
  setOutOfService(address: string, reason: OutOfService | null): void;
  /** Oldest first; at most one for each run. */
  unresolved(address: string): readonly UnresolvedOutcome[];
  record(address: string, outcome: UnresolvedOutcome): void;
  /** The run has seen the end later. */
  resolve(address: string, runId: string): void;
  /** The end of the session was seen: removes it for every run that gave up on it. */
  resolveSession(address: string, sessionId: string): void;
  /** A user has checked the slot. */
  acknowledge(address: string): void;
  /** The slot was removed. Runs that it holds continue, as after an acknowledgement. */
  forget(address: string): void;
}

/** Maximum for one slot; more are possible only by repeated use of `force`, and then the oldest is dropped. */
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
