import type { Closable } from '../lib/topic.js';
import { activeOperations, type ManagedSmurfInstance } from './instance.js';
import type { Registry } from './registry.js';

const REFRESH_INTERVAL_MS = 1000;
/** What was told so lately is fresh: a run that follows the session has asked for it. */
const FRESH_MS = 900;

/** Which sessions someone looks at. */
export type SessionFilter = (instance: ManagedSmurfInstance, operation: string) => boolean;

/**
 * Keeps running sessions fresh for as long as someone looks, however many do: one status a second for each,
 * but for `check_state`, whose data change only when it has read the slot: one for each time that it has.
 */
export interface SessionWatch {
  watch(filter: SessionFilter): Closable;
  close(): void;
}

export function createSessionWatch(registry: Registry): SessionWatch {
  const filters = new Set<SessionFilter>();
  let timer: NodeJS.Timeout | undefined;

  function isWatched(instance: ManagedSmurfInstance, operation: string): boolean {
    return [...filters].some((matches) => matches(instance, operation));
  }

  function isFresh(instance: ManagedSmurfInstance, operation: string): boolean {
    const told = instance.sessions.get(operation)?.refreshedAt.getTime() ?? 0;
    return Date.now() - told < FRESH_MS;
  }

  function refresh(): void {
    for (const instance of registry.instances) {
      if (instance.expired) continue;
      for (const operation of activeOperations(instance)) {
        if (operation === 'check_state' || !isWatched(instance, operation)) continue;
        if (!isFresh(instance, operation)) void registry.pull(instance.address, operation);
      }
    }
  }

  const reading = registry.stateReads.listen((instance) => {
    if (isWatched(instance, 'check_state')) void registry.pull(instance.address, 'check_state');
  });

  return {
    watch(filter) {
      const own: SessionFilter = (instance, operation) => filter(instance, operation);
      filters.add(own);
      timer ??= setInterval(refresh, REFRESH_INTERVAL_MS);
      return {
        close() {
          filters.delete(own);
          if (filters.size > 0) return;
          clearInterval(timer);
          timer = undefined;
        },
      };
    },
    close() {
      reading.close();
      filters.clear();
      clearInterval(timer);
    },
  };
}
