import { createTopic, type Topic } from '../../lib/topic.js';
import type { Acknowledgement, KeptSlots, SlotStore } from './slot-store.js';

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

/** What people and past runs have to say of slots, by address. It is there at once, and stored soon after. */
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
  acknowledge(address: string, by: Acknowledgement): void;
  /** The slot is no longer known. Runs that it holds go on, as when somebody acknowledges. */
  forget(address: string): void;
  /** Resolves when everything that was said so far is stored, or cannot be; never rejects. */
  stored(): Promise<void>;
}

export interface SlotMarksOptions {
  /** Null: kept in memory only. */
  readonly store: Omit<SlotStore, 'load' | 'saveSlots'> | null;
  /** What is known already. */
  readonly kept: Pick<KeptSlots, 'outOfService' | 'unresolved'>;
  readonly onError: (error: unknown) => void;
}

/** Of one slot; a site that forces its way past so many does not miss the oldest. */
const MAX_UNRESOLVED = 50;

export function createSlotMarks({ store, kept, onError }: SlotMarksOptions): SlotMarks {
  const outOfService = new Map(kept.outOfService);
  const unresolved = new Map<string, readonly UnresolvedOutcome[]>();
  const changes = createTopic<string>(onError);
  let last: Promise<void> = Promise.resolve();

  for (const { address, acknowledged, ...outcome } of kept.unresolved) {
    if (acknowledged === null) put(address, outcome);
  }

  function put(address: string, outcome: UnresolvedOutcome): void {
    const others = (unresolved.get(address) ?? []).filter(({ runId }) => runId !== outcome.runId);
    unresolved.set(address, [...others, outcome].slice(-MAX_UNRESOLVED));
  }

  function keep(write: (store: NonNullable<SlotMarksOptions['store']>) => Promise<void>): void {
    if (store) last = Promise.all([last, write(store).catch(onError)]).then(() => {});
  }

  /** @returns what no longer stands */
  function remove(address: string, goes: (outcome: UnresolvedOutcome) => boolean): UnresolvedOutcome[] {
    const before = unresolved.get(address) ?? [];
    const gone = before.filter(goes);
    if (gone.length === 0) return gone;
    const left = before.filter((outcome) => !gone.includes(outcome));
    if (left.length > 0) unresolved.set(address, left);
    else unresolved.delete(address);
    return gone;
  }

  function resolve(address: string, isSeen: (outcome: UnresolvedOutcome) => boolean): void {
    const gone = remove(address, isSeen);
    for (const { runId } of gone) keep((store) => store.dropOutcome(address, runId));
    if (gone.length > 0) changes.emit(address);
  }

  return {
    changes,
    outOfService: (address) => outOfService.get(address) ?? null,
    setOutOfService(address, reason) {
      if (reason) outOfService.set(address, reason);
      else outOfService.delete(address);
      keep((store) => store.saveOutOfService(address, reason));
      changes.emit(address);
    },
    unresolved: (address) => unresolved.get(address) ?? [],
    record(address, outcome) {
      put(address, outcome);
      keep((store) => store.saveOutcome({ address, ...outcome, acknowledged: null }));
      changes.emit(address);
    },
    resolve: (address, runId) => resolve(address, (outcome) => outcome.runId === runId),
    resolveSession: (address, sessionId) => resolve(address, (outcome) => outcome.sessionId === sessionId),
    acknowledge(address, by) {
      const gone = remove(address, () => true);
      for (const outcome of gone)
        keep((store) => store.saveOutcome({ address, ...outcome, acknowledged: by }));
      if (gone.length > 0) changes.emit(address);
    },
    forget(address) {
      outOfService.delete(address);
      keep((store) => store.forget(address));
      if (remove(address, () => true).length > 0) changes.emit(address);
    },
    stored: () => last,
  };
}
