import { useSyncExternalStore } from 'react';
import { createStore, useStore } from './store.js';

/** The present time, in milliseconds since 1970. Changes once a second, for all ages on the page in the same tick. */
const now = createStore(Date.now());

function tick(): void {
  const time = Date.now();
  now.update(() => time);
  setTimeout(tick, 1000 - (time % 1000));
}
tick();

export const useNow = (): number => useStore(now);

/** A value that follows the time. The component is drawn again only when the value has changed. */
export function useTick<Value extends string | number | null>(read: (now: number) => Value): Value {
  return useSyncExternalStore(now.listen, () => read(now.value));
}
