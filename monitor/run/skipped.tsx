import { SlotLink } from '../location/links.js';
import type { RunProgress } from '../runs/run-model.js';
import { ServerText } from '../shared/server-text.js';

/** The slots that a run on "all" did not command, each with the reason. */
export function Skipped({ slots }: { readonly slots: RunProgress['skipped'] }) {
  if (slots.length === 0) return null;
  return (
    <section aria-labelledby="skipped">
      <h3 id="skipped">Skipped</h3>
      <ul className="run-lines">
        {slots.map((slot) => (
          <li key={slot.id}>
            <b>
              <SlotLink slot={slot} />
            </b>
            <span>
              <ServerText text={slot.reason} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
