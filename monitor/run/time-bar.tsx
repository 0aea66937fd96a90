import type { SlotProgress } from '../runs/run-model.js';
import { useNow } from '../shared/ticking.js';
import { LOOKS } from '../states/outcome.js';
import { endOf, exactDuration, isRunning, type Scale, timeOf } from './timeline.js';

const percent = (part: number) => `${Math.min(100, Math.max(0, part * 100))}%`;

/** How much later than the first one a slot has started, as a place and as a number. */
export function StartMark({ after, skew }: { readonly after: number } & Pick<Scale, 'skew'>) {
  return (
    <>
      <svg aria-hidden="true">
        <line x1="2" x2="100%" y1="50%" y2="50%" />
        {/* Half of the dot stays inside at both ends. */}
        <circle cx={percent(0.03 + 0.94 * (skew === 0 ? 0 : after / skew))} cy="50%" r="2" />
      </svg>
      <span>{exactDuration(after)}</span>
    </>
  );
}

export interface TimeBarProps extends Pick<Scale, 'from' | 'length'> {
  readonly slot: SlotProgress;
}

/** The time in which an operation ran on a slot, with its expected end. The same times stand beside it as text. */
export function TimeBar(props: TimeBarProps) {
  const { status, endTime } = props.slot;
  return isRunning(status) && endTime === null ? <Growing {...props} /> : <Bar {...props} now={0} />;
}

function Growing(props: TimeBarProps) {
  return <Bar {...props} now={useNow()} />;
}

function Bar({ slot, from, length, now }: TimeBarProps & { readonly now: number }) {
  const start = timeOf(slot.startTime);
  if (start === null) return null;
  const end = endOf(slot, now);
  const expected = timeOf(slot.expectedEndTime);
  const x = (start - from) / length;
  return (
    <svg className={`bar-of-run fill-${slot.overdue ? 'warn' : LOOKS[slot.status]}`} aria-hidden="true">
      {end === null ? (
        // Nobody knows when it ended, or whether it has.
        <line className="unknown" x1={percent(x)} x2="100%" y1="50%" y2="50%" />
      ) : (
        <rect x={percent(x)} width={percent((end - start) / length)} y="25%" height="50%" />
      )}
      {expected !== null && (
        <line
          className="expected"
          x1={percent((expected - from) / length)}
          x2={percent((expected - from) / length)}
          y1="0"
          y2="100%"
        />
      )}
    </svg>
  );
}
