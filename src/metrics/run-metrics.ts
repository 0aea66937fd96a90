import type { CoreEvents } from '../core/runs/core-events.js';
import type { Peers } from '../core/runs/peers.js';
import { isOpen, type Run } from '../core/runs/run.js';
import type { Clock } from '../lib/clock.js';
import type { Closable } from '../lib/topic.js';
import type { Instruments } from './instruments.js';

type RunInstruments = Pick<
  Instruments,
  'runsEnded' | 'runSlotsEnded' | 'runDuration' | 'startSkew' | 'endKnown'
>;

export interface CountRunsOptions {
  readonly events: Pick<CoreEvents, 'runs'>;
  /** Runs of other servers are not counted: each server counts its own. */
  readonly peers: Pick<Peers, 'driver'>;
  readonly instruments: RunInstruments;
  /** The name of an operation as the value of a label. */
  readonly nameOf: (operation: string) => string;
  readonly clock: Pick<Clock, 'now'>;
}

/** Counts and measures the runs that this server executes. */
export function countRuns({ events, peers, instruments, nameOf, clock }: CountRunsOptions): Closable {
  /** The open runs as they were last published. */
  const open = new Map<string, Run>();

  return events.runs.listen((run) => {
    const before = open.get(run.id);
    if (run.driver !== peers.driver) {
      open.delete(run.id);
      return;
    }
    if (before) seeEnds(before, run);
    if (run.endTime === null) {
      open.set(run.id, run);
    } else if (open.delete(run.id) || !run.annotated?.isAfterEnd) {
      seeEnd(run, run.endTime);
    }
  });

  /** When this server knew the ends of sessions that it had not known before. */
  function seeEnds(before: Run, run: Run): void {
    for (const [index, { status, record, inferred }] of run.slots.entries()) {
      const was = before.slots[index];
      const end = record?.session.end_time;
      if (status === was?.status || !was || !isOpen(was) || inferred || typeof end !== 'number') continue;
      if (status !== 'SUCCEEDED' && status !== 'FAILED' && status !== 'CANCELLED') continue;
      instruments.endKnown.observe(Math.max(0, clock.now().getTime() / 1000 - end));
    }
  }

  function seeEnd(run: Run, end: Date): void {
    const operation = nameOf(run.operation);
    const { action, status, slots, startTime } = run;
    instruments.runsEnded.inc({ operation, action, outcome: status });
    for (const slot of slots) instruments.runSlotsEnded.inc({ operation, action, outcome: slot.status });
    if (action !== 'RUN') return;
    instruments.runDuration.observe({ operation }, Math.max(0, end.getTime() - startTime.getTime()) / 1000);
    const starts = slots.flatMap(({ record }) => record?.session.start_time ?? []);
    const areAtOnce = run.maxConcurrency === null && run.batches === null;
    if (areAtOnce && starts.length > 1) {
      instruments.startSkew.observe(Math.max(...starts) - Math.min(...starts));
    }
  }
}
