import { counted } from '../shared/counted.js';
import { duration } from '../shared/duration.js';
import { useNow } from '../shared/ticking.js';
import { StatusSign } from '../states/outcome.js';
import { Sign } from '../states/sign.js';
import { runningOf, type SlotReading } from '../states/slot-state.js';

/** What a stop would end: each operation with its slots and its time, and the slots that may not hear the stop. */
export function WhatRuns({ readings }: { readonly readings: readonly SlotReading[] }) {
  const now = useNow();
  const silent = readings.filter(({ slot }) => slot.expired);
  return (
    <ul className="named" aria-label="Running operations">
      {[...byOperation(readings)].map(([operation, places]) => (
        <li key={operation}>
          <StatusSign status={operation === 'stream' ? 'READY' : 'RUNNING'} />
          <b>{operation}</b>
          <span>
            {slotsOf(places.map(({ reading }) => reading))}, {timeOf(places, now)}
          </span>
        </li>
      ))}
      {silent.length > 0 && (
        <li data-state="expired">
          <Sign state="expired" />
          <b>{slotsOf(silent)}</b>
          <span>silent: the stop may not arrive</span>
        </li>
      )}
    </ul>
  );
}

interface Place {
  readonly reading: SlotReading;
  readonly startTime: string;
}

function byOperation(readings: readonly SlotReading[]): ReadonlyMap<string, readonly Place[]> {
  const places = new Map<string, Place[]>();
  for (const reading of readings) {
    if (reading.slot.expired) continue;
    for (const { operation, startTime } of runningOf(reading.slot)) {
      const known = places.get(operation);
      if (known) known.push({ reading, startTime });
      else places.set(operation, [{ reading, startTime }]);
    }
  }
  return places;
}

function slotsOf(readings: readonly SlotReading[]): string {
  const [first] = readings;
  return readings.length === 1 && first ? first.name : counted(readings.length, 'slot');
}

/** How much time is left until the last one should end; if that is not known, or over, for how long the first one runs. */
function timeOf(places: readonly Place[], now: number): string {
  const ends = places.map(({ reading, startTime }) =>
    reading.task?.startTime === startTime ? Date.parse(reading.task.expectedEndTime ?? '') : Number.NaN,
  );
  const left = Math.max(...ends) - now;
  if (left > 0) return `${duration(left)} left`;
  return `for ${duration(now - Math.min(...places.map(({ startTime }) => Date.parse(startTime))))}`;
}
