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
