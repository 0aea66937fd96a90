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
  /** Resolves when it is stored, or storing it has failed. Never rejects. */
  record(address: string, outcome: UnresolvedOutcome): Promise<void>;
  /**
   * The run has seen the slot again.
   * @param isStored resolves when the run has stored that: a run whose outcome is known to nobody must keep its mark
   */
  resolve(address: string, runId: string, isStored: Promise<unknown>): void;
  /** The end of the session was seen: removes it for every run that gave up on it. */
  resolveSession(address: string, sessionId: string): void;
  /** A user has checked the slot. */
  acknowledge(address: string, by: Acknowledgement): void;
  /** The slot was removed. Runs that it holds continue, as after an acknowledgement. */
  forget(address: string): void;
  /** Replaces the marks by the stored ones, except those of slots whose last change is not stored yet. */
  replace(kept: Pick<KeptSlots, 'outOfService' | 'unresolved'>): void;
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

const byRun = (a: UnresolvedOutcome, b: UnresolvedOutcome) => (a.runId < b.runId ? -1 : 1);

export function createSlotMarks({ store, kept, onError }: SlotMarksOptions): SlotMarks {
  const outOfService = new Map(kept.outOfService);
  const unresolved = new Map<string, readonly UnresolvedOutcome[]>();
  const changes = createTopic<string>(onError);
  /** Resolves when the last change of the slot is stored. The changes of a slot are stored in their order. */
  const unstored = new Map<string, Promise<void>>();
  let last: Promise<void> = Promise.resolve();

  putAll(kept.unresolved);

  function putAll(outcomes: KeptSlots['unresolved']): void {
    for (const { address, acknowledged, ...outcome } of outcomes) {
      if (acknowledged === null && !unstored.has(address)) put(address, outcome);
    }
  }

  function put(address: string, outcome: UnresolvedOutcome): void {
    const others = (unresolved.get(address) ?? []).filter(({ runId }) => runId !== outcome.runId);
    unresolved.set(address, [...others, outcome].slice(-MAX_UNRESOLVED));
  }

  function keep(
    address: string,
    write: (store: NonNullable<SlotMarksOptions['store']>) => Promise<void>,
    after: Promise<unknown> | null = null,
  ): Promise<void> {
    if (!store) return Promise.resolve();
    const written: Promise<void> = Promise.all([unstored.get(address), after])
      .then(() => write(store))
      .catch(onError)
      .then(() => {
        if (unstored.get(address) === written) unstored.delete(address);
      });
    unstored.set(address, written);
    last = Promise.all([last, written]).then(() => {});
    return written;
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

  function resolve(
    address: string,
    isSeen: (outcome: UnresolvedOutcome) => boolean,
    after: Promise<unknown> | null = null,
  ): void {
    const gone = remove(address, isSeen);
    for (const { runId } of gone) void keep(address, (store) => store.dropOutcome(address, runId), after);
    if (gone.length > 0) changes.emit(address);
  }

  return {
    changes,
    outOfService: (address) => outOfService.get(address) ?? null,
    setOutOfService(address, reason) {
      if (reason) outOfService.set(address, reason);
      else outOfService.delete(address);
      void keep(address, (store) => store.saveOutOfService(address, reason));
      changes.emit(address);
    },
    unresolved: (address) => unresolved.get(address) ?? [],
    record(address, outcome) {
      put(address, outcome);
      const written = keep(address, (store) =>
        store.saveOutcome({ address, ...outcome, acknowledged: null }),
      );
      changes.emit(address);
      return written;
    },
    resolve: (address, runId, isStored) => resolve(address, (outcome) => outcome.runId === runId, isStored),
    resolveSession: (address, sessionId) => resolve(address, (outcome) => outcome.sessionId === sessionId),
    acknowledge(address, by) {
      const gone = remove(address, () => true);
      for (const outcome of gone)
        void keep(address, (store) => store.saveOutcome({ address, ...outcome, acknowledged: by }));
      if (gone.length > 0) changes.emit(address);
    },
    forget(address) {
      outOfService.delete(address);
      void keep(address, (store) => store.forget(address));
      if (remove(address, () => true).length > 0) changes.emit(address);
    },
    replace(stored) {
      const addresses = new Set([
        ...[...outOfService.keys(), ...unresolved.keys(), ...stored.outOfService.keys()],
        ...stored.unresolved.map(({ address }) => address),
      ]);
      const seen = (address: string) =>
        JSON.stringify([outOfService.get(address), unresolved.get(address)?.toSorted(byRun)]);
      const before = new Map([...addresses].map((address) => [address, seen(address)]));
      for (const address of addresses) {
        if (unstored.has(address)) continue;
        const reason = stored.outOfService.get(address);
        if (reason) outOfService.set(address, reason);
        else outOfService.delete(address);
        unresolved.delete(address);
      }
      putAll(stored.unresolved);
      for (const address of addresses) if (seen(address) !== before.get(address)) changes.emit(address);
    },
    stored: () => last,
  };
}
