import type { RunStore } from '../core/runs/run-store.js';
import type { Clock } from '../lib/clock.js';
import type { Instruments } from './instruments.js';

/** A store whose calls are measured, and whose failures are counted. */
export function measureStore(
  store: RunStore,
  { storeDuration, storeFailures }: Pick<Instruments, 'storeDuration' | 'storeFailures'>,
  clock: Pick<Clock, 'monotonic'>,
): RunStore {
  function measured<Args extends unknown[], T>(call: keyof RunStore, act: (...args: Args) => Promise<T>) {
    storeFailures.inc({ call }, 0);
    return async (...args: Args): Promise<T> => {
      const begun = clock.monotonic();
      try {
        return await act(...args);
      } catch (error) {
        storeFailures.inc({ call });
        throw error;
      } finally {
        storeDuration.observe({ call }, (clock.monotonic() - begun) / 1000);
      }
    };
  }
  return {
    create: measured('create', store.create),
    append: measured('append', store.append),
    annotate: measured('annotate', store.annotate),
    drop: measured('drop', store.drop),
    get: measured('get', store.get),
    ofRequest: measured('ofRequest', store.ofRequest),
    open: measured('open', store.open),
    list: measured('list', store.list),
    results: measured('results', store.results),
  };
}
