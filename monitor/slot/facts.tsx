import type { ReactNode } from 'react';
import { duration } from '../shared/duration.js';
import { useNow } from '../shared/ticking.js';

/** One thing that is known of the slot; not shown without a value. */
export function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  if (children === null || children === '') return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** How long ago something happened. It counts in a component of its own, so that only this text is drawn again. */
export function Since({ time }: { readonly time: string }) {
  return <time dateTime={time}>{duration(useNow() - Date.parse(time))}</time>;
}
