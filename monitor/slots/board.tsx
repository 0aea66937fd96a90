import { SlotRow } from './slot-row.js';
import type { SlotReading } from './slot-state.js';

/** All slots, a line each. A slot keeps its place, whatever its state. */
export function Board({ readings }: { readonly readings: readonly SlotReading[] }) {
  return (
    // It scrolls, so people with a keyboard must be able to reach it.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above.
    <section className="board" aria-label="Slots" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">State</th>
            <th scope="col">Slot</th>
            <th scope="col">Now</th>
            <th scope="col">Stream</th>
            <th scope="col" className="number">
              Channels
            </th>
            <th scope="col">pysmurf action</th>
            <th scope="col">Last outcome</th>
            <th scope="col" className="number">
              Alive for
            </th>
          </tr>
        </thead>
        <tbody>
          {readings.map((reading) => (
            <SlotRow key={reading.slot.id} reading={reading} />
          ))}
        </tbody>
      </table>
    </section>
  );
}
