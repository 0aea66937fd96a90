import { createTopic, type Topic } from '../../lib/topic.js';
import type { OutOfService, UnresolvedOutcome } from './mark.js';
import type { Acknowledgement, KeptSlots, SlotStore } from './slot-store.js';

/** Marks of slots that users and earlier runs have set, by address. A change is visible at once, and stored soon after. */
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
  acknowledge(address: string, by: Acknowledgement): void;
  /** The slot was removed. Runs that it holds continue, as after an acknowledgement. */
  forget(address: string): void;
  /** Resolves when all changes so far are stored, or storing them has failed. Never rejects. */
  stored(): Promise<void>;
}

export interface SlotMarksOptions {
  /** Null if the marks are kept in memory only. */
  readonly store: Omit<SlotStore, 'load' | 'saveSlots'> | null;
  /** The stored marks. */
  readonly kept: Pick<KeptSlots, 'outOfService' | 'unresolved'>;
  readonly onError: (error: unknown) => void;
}

/** Maximum for one slot; more are possible only by repeated use of `force`, and then the oldest is dropped. */
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

  /** @returns the removed outcomes */
  function remove(address: string, isGone: (outcome: UnresolvedOutcome) => boolean): UnresolvedOutcome[] {
    const before = unresolved.get(address) ?? [];
    const gone = before.filter(isGone);
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
