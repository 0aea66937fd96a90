import { setMaxListeners } from 'node:events';
import { abort } from '../../lib/abort.js';
import { createTopic, logListenerErrors, type Topic } from '../../lib/topic.js';
import type { AnnotatedEvent } from './annotation.js';
import { type CancelAnswer, cancelSlot } from './cancel-slot.js';
import { driveSlot, HELD_BACK } from './drive-slot.js';
import { createLaneWatch } from './lane-watch.js';
import { isOpen, type Run, type RunSlot } from './run.js';
import type { RunEvent } from './run-events.js';
import { createRunJournal, type RunJournalOptions } from './run-journal.js';
import type { RunTrace } from './run-trace.js';
import type { RunTools, SlotLane } from './slot-lane.js';
import { createStartWindow } from './start-window.js';
import { resumeStop, stopSlot } from './stop-slot.js';

/** How long a run waits for slots whose outcome is unknown. */
export interface Patience {
  /** How long a run stays open for an expired slot, which can return in this time. */
  readonly lostSeconds: number;
  /** How long a slot with an unknown outcome can hold a run. After that, the waiting slots are NOT_STARTED. */
  readonly holdSeconds: number;
}

export interface RunExecutionOptions extends Pick<RunJournalOptions, 'run' | 'store' | 'publish'> {
  readonly tools: RunTools;
  readonly patience: Patience;
  /** Ended when this server does not execute the run any more. */
  readonly trace: RunTrace;
  /** True if an earlier process started the run. */
  readonly isResumed: boolean;
}

/** The cancel of a run on one slot. */
export interface SlotCancel {
  /** The index of the slot in the run. */
  readonly index: number;
  /** Resolves when the agent has been asked, or cannot be asked now. */
  readonly answer: Promise<CancelAnswer>;
}

/** A run that this server executes. */
export interface RunExecution {
  /** The run that clients may see. */
  readonly published: Run;
  readonly trace: RunTrace;
  /** The newest state, perhaps not stored yet. Used in the answer to a stop, which does not wait for the store. */
  readonly current: Run;
  /** Emits after each change of `current`. */
  readonly changes: Topic<void>;
  begin(): void;
  /** Starts no further slot and ends the operation where possible. Resolves when every agent has been asked. */
  cancel(): Promise<void>;
  /** The same on these slots only, and only where they are open. The run is cancelled if it has no other open slots. */
  cancelOn(addresses: ReadonlySet<string>): readonly SlotCancel[];
  /** Does not start the operation on these slots any more. */
  holdBack(addresses: ReadonlySet<string>): void;
  /** Starts no further slot until {@link resume}. */
  pause(): Promise<boolean>;
  /** Continues a held or paused run. Both resolve when that is stored, with false if the store has failed. */
  resume(): Promise<boolean>;
  /** Changes the note or the labels, also after the end. The value is true if that is stored. */
  annotate(event: AnnotatedEvent): Promise<boolean>;
  /** Resolves when all events so far are stored, or are left to the store, which tries again. */
  stored(): Promise<void>;
  /** Stops the execution without changing the run; used at shutdown. */
  detach(): void;
}

export function createRunExecution({
  tools,
  patience,
  trace,
  isResumed,
  ...options
}: RunExecutionOptions): RunExecution {
  const { clock, logger } = tools;
  const { id, action, maxConcurrency, batches, maxErrors, settleSeconds } = options.run;
  const changes = createTopic<void>(logListenerErrors(logger));
  const heldBack = new Set<string>();
  const over = new AbortController();
  // Each slot listens to it in every wait; by default, Node warns of a leak at more than ten listeners.
  setMaxListeners(0, over.signal);
  const journal = createRunJournal({
    ...options,
    storeFirst: action === 'RUN',
    prepare: (event, before, next) => ('slot' in event ? watch.keepMark(event, before, next) : null),
    publish(run) {
      options.publish(run);
      if (run.endTime !== null) giveBack();
    },
    logger,
  });

  const lanes = options.run.slots.flatMap((slot, index) =>
    slot.address === null ? [] : [createLane(slot.address, index)],
  );
  const watch = createLaneWatch({
    ...{ tools, lanes: lanes.map(({ lane }) => lane), record, lostSeconds: patience.lostSeconds, isResumed },
    onMarks: () => changes.emit(),
  });
  const window = createStartWindow({
    ...{ tools, record, nextChange, batches, maxErrors, settleSeconds },
    places: maxConcurrency ?? lanes.length,
    lanes: lanes.map(({ lane }) => lane),
    runId: id,
    holdSeconds: patience.holdSeconds,
    signal: over.signal,
    drive,
    endPending: (message) => endPending(() => true, message),
  });

  function record(event: RunEvent): Promise<boolean> {
    const before = journal.current;
    const stored = journal.record(event);
    if (journal.current === before) return stored;
    if ('slot' in event) {
      const own = lanes.find(({ lane }) => lane.index === event.slot);
      const was = before.slots[event.slot];
      if (own && was) watch.changed(own.lane, was, event, stored);
      // Nothing is left to do for this slot; later events of it are ignored.
      if (own && !isOpen(own.lane.now)) abort(own.done);
    }
    changes.emit();
    return stored;
  }

  function createLane(address: string, index: number) {
    const done = new AbortController();
    const lane: SlotLane = {
      ...{ tools, address, index },
      get run() {
        return journal.current;
      },
      get now() {
        return journal.current.slots[index] as RunSlot;
      },
      get slot() {
        return tools.registry.byAddress(address);
      },
      signal: done.signal,
      get isHeldBack() {
        return journal.current.cancelledAt !== null || heldBack.has(address);
      },
      async record(event) {
        if (done.signal.aborted) return false;
        return await record({ ...event, slot: index, at: clock.now() } as RunEvent);
      },
      async until(fits) {
        while (!fits(lane.now) && !done.signal.aborted) await nextChange();
      },
    };
    return { lane, done };
  }

  async function drive(lane: SlotLane): Promise<void> {
    try {
      await trace.onSlot(lane, () => {
        if (action === 'RUN') return driveSlot(lane);
        return isResumed ? resumeStop(lane, action) : stopSlot(lane, action);
      });
    } catch (error) {
      logger.error({ err: error, address: lane.address }, 'following a slot failed');
      const message = `MultiSmurf failed to follow this slot: ${error}`;
      await lane.record({ type: 'ENDED', outcome: { status: 'UNKNOWN', message, mayStillAct: true } });
    }
  }

  function nextChange(): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        listening.close();
        over.signal.removeEventListener('abort', done);
        resolve();
      };
      const listening = changes.listen(done);
      over.signal.addEventListener('abort', done);
      if (over.signal.aborted) done();
    });
  }

  function endPending(concerns: (slot: RunSlot) => boolean, message: string): void {
    for (const [index, slot] of journal.current.slots.entries()) {
      if (slot.status !== 'PENDING' || !concerns(slot)) continue;
      const outcome = { status: 'NOT_STARTED', message } as const;
      void record({ type: 'ENDED', slot: index, at: clock.now(), outcome });
    }
  }

  function cancelOn(concerns: (address: string) => boolean): SlotCancel[] {
    const isConcerned = ({ address }: RunSlot) => address !== null && concerns(address);
    if (journal.current.slots.every((slot) => !isOpen(slot) || isConcerned(slot))) {
      void record({ type: 'CANCEL_REQUESTED', at: clock.now() });
    }
    // A slot that ended before has nothing to end, and its old outcome says nothing about what runs there now.
    const asked = lanes
      .map(({ lane }) => lane)
      .filter(({ address, now }) => concerns(address) && isOpen(now));
    for (const { address } of asked) heldBack.add(address);
    endPending(isConcerned, HELD_BACK);
    return asked.map((lane) => ({ index: lane.index, answer: cancelSlot(lane) }));
  }

  /** This server may have stored a start and lost the run before it sent it: such a slot gets another turn. */
  function withdrawUnsent(): void {
    const unsent = lanes.filter(({ lane }) => tools.unsent.has(id, lane.now));
    for (const { lane } of unsent) void lane.record({ type: 'WITHDRAWN' });
    if (unsent.length > 0) tools.starts.see(journal.current);
  }

  function giveBack(): void {
    abort(over);
    watch.close();
    for (const { done } of lanes) abort(done);
    trace.end(journal.current);
  }

  return {
    get published() {
      return journal.published;
    },
    get current() {
      return journal.current;
    },
    ...{ changes, trace },
    begin() {
      if (isResumed) withdrawUnsent();
      watch.open();
      void window.run();
      // The run was cancelled before the restart: the remaining slots are asked now.
      if (isResumed && options.run.cancelledAt !== null) cancelOn(() => true);
    },
    async cancel() {
      await Promise.all(cancelOn(() => true).map(({ answer }) => answer));
    },
    cancelOn: (addresses) => cancelOn((address) => addresses.has(address)),
    holdBack(addresses) {
      for (const address of addresses) heldBack.add(address);
      endPending(({ address }) => address !== null && addresses.has(address), HELD_BACK);
    },
    pause: window.pause,
    resume: window.resume,
    annotate: record,
    stored: journal.stored,
    detach: giveBack,
  };
}
