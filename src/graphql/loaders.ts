import DataLoader from 'dataloader';
import type { Manager } from '../core/core.js';
import type { ManagedSmurfInstance } from '../core/instance.js';
import type { SessionRecord } from '../core/session-record.js';
import { settledWithin, systemClock } from '../lib/clock.js';
import { OP_CODES } from '../ocs/protocol.js';

/** One agent that does not answer must not hold up the answer about the others. */
const PATIENCE_MS = 1500;

/** Fetch what memory lacks, once for all who ask in one tick. They keep nothing, so no event sees old values. */
export interface Loaders {
  /** Completes an instance's api if it can be had; the result is in the instance. */
  readonly api: DataLoader<ManagedSmurfInstance, void>;
  /** The latest session of an operation; null if there is none or it cannot be had. */
  readonly session: DataLoader<SessionKey, SessionRecord | null>;
}

interface SessionKey {
  readonly instance: ManagedSmurfInstance;
  readonly operation: string;
}

export function createLoaders({ registry }: Manager): Loaders {
  return {
    api: new DataLoader(
      (instances) =>
        Promise.all(
          instances.map((instance) =>
            instance.api || instance.expired
              ? undefined
              : settledWithin(systemClock, registry.refresh(instance.address), PATIENCE_MS),
          ),
        ),
      { cache: false },
    ),
    session: new DataLoader(
      (keys) =>
        Promise.all(
          keys.map(async ({ instance, operation }) => {
            const code = instance.opCodes.get(operation) ?? OP_CODES.NONE;
            if (!instance.sessions.has(operation) && code !== OP_CODES.NONE && !instance.expired) {
              await settledWithin(systemClock, registry.pull(instance.address, operation), PATIENCE_MS);
            }
            return instance.sessions.get(operation) ?? null;
          }),
        ),
      { cache: false },
    ),
  };
}
