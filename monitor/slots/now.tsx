import { Age } from '../shared/age.js';
import { ServerText } from '../shared/server-text.js';
import type { SlotReading } from '../states/slot-state.js';
import { marksOf } from './marks.js';
import { Bar, Elapsed } from './progress.js';

/** What a slot does, and why it is in its state. */
export function Now({ reading }: { readonly reading: SlotReading }) {
  const { slot, state, reason, task, stream } = reading;
  if (slot.expired && state === 'expired') return <Silence reading={reading} />;
  // The column of the stream shows it too.
  const running = task ?? (reason === null ? stream : null);
  return (
    <>
      {running && (
        <>
          <b className="operation">{task?.operation ?? 'stream'}</b>
          <Elapsed task={task ?? { operation: 'stream', expectedEndTime: null, ...running }} />
        </>
      )}
      {/* The time over the expected one says it all; the rail and the tooltip have the sentence. */}
      {reason !== null && state !== 'overdue' && <Reason text={reason} />}
      {task && <Bar task={task} isOverdue={state === 'overdue'} />}
    </>
  );
}

/** Where it begins with the operation that failed, the operation is shown in bold. */
function Reason({ text }: { readonly text: string }) {
  const [, operation, error] = /^(\w+) failed: (.+)/s.exec(text) ?? [];
  return (
    <>
      {operation && <b className="operation">{operation}</b>}
      <span className="reason" title={text}>
        <ServerText text={error ?? text} />
      </span>
    </>
  );
}

/** What was last known to run may run still. */
function Silence({ reading: { slot, reason, task } }: { readonly reading: SlotReading }) {
  const was = task ? `, ran ${task.operation}` : slot.state.streaming === true ? ', was streaming' : '';
  return (
    <span className="reason" title={reason ?? undefined}>
      No heartbeat for <Age since={slot.lastRefresh} />
      {was}
    </span>
  );
}

/** What must be known before the slot is commanded, as words at the end of its line. */
export function Marks({ reading: { slot } }: { readonly reading: SlotReading }) {
  return marksOf(slot).map(({ word, text }) => (
    <span key={word} className="mark" title={text}>
      {word}
    </span>
  ));
}
