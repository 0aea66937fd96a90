import type { Run, RunSlot } from '../../../src/core/runs/run.js';
import { SAMPLES } from '../figures/samples.js';
import { record, run, runSlot, session } from '../fixtures.js';

/** A slot that has succeeded. @param seconds how long its session took */
export function succeeded(number: number, seconds = 30, data: unknown = SAMPLES.take_noise): RunSlot {
  const told = session({ start_time: 1_700_000_100, end_time: 1_700_000_100 + seconds, data });
  return runSlot('SUCCEEDED', number, { record: record(told) });
}

/** A run that began at this minute and has ended. */
export function measured(minute: number, slots: readonly RunSlot[], change: Partial<Run> = {}): Run {
  const startTime = new Date(Date.UTC(2026, 10, 25, 4, minute));
  return run([], {
    ...{ id: `run-${minute}`, revision: 2, startTime, endTime: startTime, status: 'SUCCEEDED', slots },
    ...change,
  });
}

/** The session data of take_noise with this median. */
export function noise(median: number): unknown {
  const level = { name: 'white_noise_level', quantiles: [50], values: [median], total: 1500 };
  return { quantiles: { white_noise_level: level } };
}
