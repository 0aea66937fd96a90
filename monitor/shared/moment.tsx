import { useTick } from './ticking.js';
import { utcMinute, utcMoment } from './utc.js';

export interface MomentProps {
  readonly time: string;
  /** Without seconds. */
  readonly isShort?: true;
}

/** A time of day in UTC, with the day if that is not today, also after midnight. `UTC` stands beside it, or in a head. */
export function Moment({ time, isShort }: MomentProps) {
  const text = useTick((now) => (isShort ? utcMinute : utcMoment)(time, now));
  return <time dateTime={time}>{text}</time>;
}
