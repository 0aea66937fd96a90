import { duration } from './duration.js';
import { useTick } from './ticking.js';

/** How long ago something was, such as `3 m 18 s`. Above an hour it changes once a minute, above a day once an hour. */
export function Age({ since }: { readonly since: string | number }) {
  const start = typeof since === 'number' ? since : Date.parse(since);
  return useTick((now) => duration(now - start));
}

/** The same with the moment itself, for programs that read the page. */
export function Since({ time }: { readonly time: string }) {
  return (
    <time dateTime={time}>
      <Age since={time} />
    </time>
  );
}
