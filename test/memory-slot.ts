import type { Clock } from '../src/lib/clock.js';
import { silentLogger } from '../src/lib/logger.js';
import { createSimulatedSlot, type SimulatedSlot } from '../src/simulator/slot.js';
import type { MemoryRealm } from './memory-realm.js';

/** A simulated slot, `ufm_mv12`, that takes as long as a real one. */
export function createMemorySlot(realm: MemoryRealm, clock: Clock): SimulatedSlot {
  return createSimulatedSlot({
    connect: () => realm.connect(),
    addressRoot: 'observatory',
    instanceId: 'pysmurf-controller-s2',
    slot: 2,
    streamId: 'ufm_mv12',
    seed: 1,
    timeScale: 1,
    logger: silentLogger,
    clock,
  });
}
