import type { Closable } from '../lib/topic.js';
import { activeOperations, type ManagedSmurfInstance } from './instance.js';
import type { Registry } from './registry.js';

const REFRESH_INTERVAL_MS = 1000;

/** Which sessions someone looks at. */
export type SessionFilter = (instance: ManagedSmurfInstance, operation: string) => boolean;

/**
 * Keeps running sessions fresh for as long as someone looks: one status a second for each session that
 * anybody watches, however many do.
 */
export interface SessionWatch {
  watch(filter: SessionFilter): Closable;
  close(): void;
}

export function createSessionWatch(registry: Registry): SessionWatch {
  const filters = new Set<SessionFilter>();
  let timer: NodeJS.Timeout | undefined;

  function refresh(): void {
    for (const instance of registry.instances) {
      if (instance.expired) continue;
      for (const operation of activeOperations(instance)) {
        if ([...filters].some((matches) => matches(instance, operation))) {
          void registry.pull(instance.address, operation);
        }
      }
    }
  }

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
      filters.clear();
      clearInterval(timer);
    },
  };
}
