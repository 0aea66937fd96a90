import type { Run } from '../../../src/core/runs/run.js';
import type { SentCall } from '../link.js';
import type { Disk } from '../store.js';
import { isClosed, tagOf } from './runs-seen.js';

/** A server notices within this time that its lock is gone. */
const UNNOTICED_MS = 4000;

/**
 * Checked during the simulation: a published state of a run is already on the disk. Exceptions: a stop is published
 * before it is stored, and a state that the store failed to write is published too.
 */
export function objectionToPublication(disk: Disk, run: Run): string | null {
  if (run.action !== 'RUN' || disk.incomplete.has(run.id)) return null;
  const kept = disk.latest.get(run.id);
  if (!kept) return `${tagOf(run.params)} is shown, but is not on the disk`;
  const ahead = run.slots.find((part, index) => isClosed(part) && kept.slots[index]?.status !== part.status);
  if (!ahead) return null;
  return `${tagOf(run.params)} is shown as ${ahead.status} on ${ahead.instanceId}, which is not on the disk`;
}

/** A start is on the disk before it is sent, so that it is never sent twice. */
export function objectionToCall(disk: Disk, { action, address, params }: SentCall): string | null {
  const tag = tagOf(params);
  if (action !== 'start' || tag === null) return null;
  const run = [...disk.latest.values()].findLast((one) => tagOf(one.params) === tag);
  if (run && disk.incomplete.has(run.id)) return null;
  const part = run?.slots.find((one) => one.address === address);
  return part?.sentAt ? null : `${tag} was sent to ${address} before that was on the disk`;
}

/** At most one server drives a run: the one that holds the lock of the run's driver. */
export function objectionToDriver(
  { latest, shared }: Disk,
  server: number,
  { action, address, params }: SentCall,
  now: number,
): string | null {
  const tag = tagOf(params);
  if (action !== 'start' || tag === null) return null;
  const run = [...latest.values()].findLast((one) => tagOf(one.params) === tag);
  const driver = run && shared.drivers.get(run.id);
  if (!driver) return null;
  const holder = shared.locks.get(driver)?.server;
  if (holder === server) return null;
  const what = `${tag} was sent to ${address} by server ${server + 1}`;
  if (holder !== undefined) return `${what}, but server ${holder + 1} drives it`;
  // The server may not know yet that its lock is gone; no other server has taken the run.
  const lostMs = now - (shared.freedAt.get(driver) ?? now);
  return lostMs <= UNNOTICED_MS ? null : `${what}, which lost its lock ${Math.round(lostMs)} ms before`;
}
