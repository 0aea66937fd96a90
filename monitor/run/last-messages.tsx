import { nameOf } from '../live/model.js';
import type { SlotProgress } from '../runs/run-model.js';
import { Moment } from '../shared/moment.js';
import type { Message } from './use-messages.js';

/** Number of messages that are shown. */
const LAST = 12;

export interface LastMessagesProps {
  readonly slots: readonly SlotProgress[];
  /** By the id of the slot in the run. */
  readonly messages: ReadonlyMap<string, readonly Message[]>;
}

/** What the sessions of all slots wrote last, newest first. */
export function LastMessages({ slots, messages }: LastMessagesProps) {
  const last = slots
    .flatMap((slot) =>
      (messages.get(slot.id) ?? []).map((message, index) => ({
        ...message,
        key: `${slot.id} ${message.time} ${index}`,
        name: nameOf(slot),
      })),
    )
    .sort((a, b) => b.time.localeCompare(a.time))
    .slice(0, LAST);
  if (last.length === 0) return null;
  return (
    <section aria-labelledby="last-messages">
      <h3 id="last-messages">Last messages, UTC</h3>
      <ul className="run-lines">
        {last.map(({ key, time, name, text }) => (
          <li key={key}>
            <Moment time={time} />
            <b>{name}</b>
            <span>{text}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
