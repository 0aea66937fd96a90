import { useMemo } from 'react';
import { goTo } from '../location/location.js';
import { type Command, useCommands } from '../shared/commands.js';
import type { SlotReading } from '../states/slot-state.js';

export interface Neighbours {
  readonly previous: SlotReading | undefined;
  readonly next: SlotReading | undefined;
}

/** The slots before and after this one in the order of the server, with the keys that lead to them. */
export function useNeighbours(readings: readonly SlotReading[], { slot }: SlotReading): Neighbours {
  const place = readings.findIndex((one) => one.slot.id === slot.id);
  const [previous, next] = [readings[place - 1], readings[place + 1]];
  const [before, after] = [previous?.slot.instanceId, next?.slot.instanceId];
  useCommands(
    useMemo(() => {
      const offered: Command[] = [];
      if (before) {
        offered.push({
          title: 'Go to the previous slot',
          keys: '[',
          run: () => goTo('slot', { id: before }),
        });
      }
      if (after)
        offered.push({ title: 'Go to the next slot', keys: ']', run: () => goTo('slot', { id: after }) });
      return offered;
    }, [before, after]),
  );
  return { previous, next };
}
