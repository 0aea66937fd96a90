import type { Link } from '../api/link.js';
import type { LiveData } from '../live/live-data.js';
import type { Run, Slot } from '../live/model.js';
import { titleOf } from '../runs/run-words.js';
import { counted } from '../shared/counted.js';
import { newTroubles, type Trouble } from './trouble.js';
import { watchConnection } from './watch-connection.js';

/** What happens within this time, in milliseconds, is one notice. */
export const GATHER_MS = 1500;
/** Number of slots that are remembered, so that one that returns is not reported again. */
const REMEMBERED = 1000;

/**
 * Watches for trouble, also while the page is hidden. What was there when the page opened is not reported.
 *
 * @param report called with everything that happened at once
 * @returns a function that ends the watch
 */
export function watchTrouble(live: LiveData, link: Link, report: (troubles: readonly Trouble[]) => void) {
  let gathered: Trouble[] = [];
  let gathering: ReturnType<typeof setTimeout> | undefined;
  const happened = (trouble: Trouble) => {
    gathered.push(trouble);
    gathering ??= setTimeout(() => {
      const all = gathered;
      gathered = [];
      gathering = undefined;
      report(all);
    }, GATHER_MS);
  };
  const watches = [
    watchSlots(live, happened),
    live.onEnd((run) => {
      const trouble = troubleOf(run);
      if (trouble) happened(trouble);
    }),
    watchConnection(link.state, live.network, happened),
    () => clearTimeout(gathering),
  ];
  return () => {
    for (const end of watches) end();
  };
}

function watchSlots({ slots }: LiveData, happened: (trouble: Trouble) => void): () => void {
  const known = new Map<string, Slot>();
  let isFirst = true;
  const look = () => {
    if (slots.value === null) return;
    for (const slot of slots.value.values()) {
      if (!isFirst) for (const trouble of newTroubles(known.get(slot.id), slot)) happened(trouble);
      known.set(slot.id, slot);
    }
    isFirst = false;
    for (const id of known.keys()) {
      if (known.size <= REMEMBERED) break;
      known.delete(id);
    }
  };
  look();
  return slots.listen(look);
}

/** What a notice reports of a run that has ended; null if it did not fail. */
function troubleOf(run: Run): Trouble | null {
  if (run.status !== 'FAILED') return null;
  const slots = run.slots.filter(({ status }) => status !== 'SUCCEEDED').map(({ instanceId }) => instanceId);
  return {
    ...{ what: 'run failed', name: titleOf(run), run: { id: run.id, slots } },
    message: run.summary ?? `${slots.length} of ${counted(run.slots.length, 'slot')} did not succeed.`,
  };
}
