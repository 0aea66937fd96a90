import type { SlotProgress } from '../runs/run-model.js';
import { Fact } from '../shared/fact.js';
import { Moment } from '../shared/moment.js';
import { useTick } from '../shared/ticking.js';
import { utcExact } from '../shared/utc.js';
import type { Message } from './use-messages.js';

export interface SlotDetailProps {
  readonly slot: SlotProgress;
  /** The reason in full, with the traceback of the agent; null if there is none. */
  readonly detail: string | null;
  readonly messages: readonly Message[];
}

/** What is known of one slot of a run: the exact times, the traceback, the messages of its session. */
export function SlotDetail({ slot, detail, messages }: SlotDetailProps) {
  const times = [
    ['sent', slot.sentAt, 'server clock'],
    ['accepted', slot.acceptedAt, 'server clock'],
    ['began', slot.startTime, 'clock of the agent'],
    ['ended', slot.endTime, 'clock of the agent'],
  ] as const;
  return (
    <div className="slot-detail">
      <dl className="facts">
        <Fact name="instance">{slot.instanceId}</Fact>
        {times.map(
          ([word, time, clock]) =>
            time !== null && (
              <Fact key={word} name={word}>
                <span title={clock}>
                  <ExactTime time={time} /> UTC
                </span>
              </Fact>
            ),
        )}
        {slot.inferred && <Fact name="outcome">inferred from a heartbeat or a start time</Fact>}
      </dl>
      {detail !== null && <pre>{detail}</pre>}
      {messages.length > 0 && (
        <ul className="run-lines" aria-label="Messages, UTC">
          {messages.map(({ time, text }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the text can be the same, and the list only grows.
            <li key={index}>
              <Moment time={time} />
              <span>{text}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** With milliseconds: starts are compared. */
function ExactTime({ time }: { readonly time: string }) {
  return useTick((now) => utcExact(time, now));
}
