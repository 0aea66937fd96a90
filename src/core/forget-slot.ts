import type { Core } from './core.js';
import { RequestError } from './errors.js';
import { isOpen } from './runs/run.js';
import { displayName, type Slot } from './slots/slot.js';

/**
 * Removes an expired slot, with its marks and the messages of its feeds. If its agent comes back, it is a new slot.
 * @throws {RequestError} STILL_IN_USE if the slot has not expired, or a run still waits for it
 */
export function forgetSlot(core: Pick<Core, 'registry' | 'runs' | 'peers'>, slot: Slot): void {
  const { registry, runs, peers } = core;
  const name = displayName(slot);
  if (!slot.expired) {
    throw new RequestError('STILL_IN_USE', `${name} has not expired: its next heartbeat would add it again.`);
  }
  const run = runs.open.find(({ slots }) => slots.some((one) => one.address === slot.address && isOpen(one)));
  if (run) {
    // A cancel does not end the run at once: it waits for the agent, to end what may still run there.
    const remedy = 'cancel the run, and try again when it has ended.';
    const message = `Run ${run.id} (${run.operation}) still waits for ${name}: ${remedy}`;
    throw new RequestError('STILL_IN_USE', message, { run: run.id });
  }
  registry.forget(slot.address);
  void peers.send({ kind: 'FORGET', address: slot.address });
}
