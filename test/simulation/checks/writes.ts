import type { Run } from '../../../src/core/runs/run.js';
import type { SentCall } from '../link.js';
import type { Disk } from '../store.js';
import { isClosed, markOf } from './runs-seen.js';

/** A server notices within this time that its lock is gone. */
const UNNOTICED_MS = 4000;

/**
 * Checked during the simulation: a published state of a run is already on the disk. Exceptions: a stop is published
 * before it is stored, and a state that the store failed to write is published too.
 */
export function objectionToPublication(disk: Disk, run: Run): string | null {
  if (run.action !== 'RUN' || disk.incomplete.has(run.id)) return null;
  const kept = disk.latest.get(run.id);
  if (!kept) return `${markOf(run.params)} is shown, but is not on the disk`;
  const ahead = run.slots.find((part, index) => isClosed(part) && kept.slots[index]?.status !== part.status);
  if (!ahead) return null;
  return `${markOf(run.params)} is shown as ${ahead.status} on ${ahead.instanceId}, which is not on the disk`;
}

/** The mark in the parameters of a run. A retry has it from its run, and exists only when that run has ended. */
const firstOf = (mark: string) => mark.replace(/\+\d+$/, '');

/** A start is on the disk before it is sent, so that it is never sent twice. */
export function objectionToCall(disk: Disk, { action, address, params }: SentCall): string | null {
  const mark = markOf(params);
  if (action !== 'start' || mark === null) return null;
  const run = [...disk.latest.values()].findLast((one) => markOf(one.params) === firstOf(mark));
  if (run && disk.incomplete.has(run.id)) return null;
  const part = run?.slots.find((one) => one.address === address);
  return part?.sentAt ? null : `${mark} was sent to ${address} before that was on the disk`;
}

/** At most one server drives a run: the one that holds the lock of the run's driver. */
export function objectionToDriver(
  { latest, shared }: Disk,
  server: number,
  { action, address, params }: SentCall,
  now: number,
): string | null {
  const mark = markOf(params);
  if (action !== 'start' || mark === null) return null;
  const run = [...latest.values()].findLast((one) => markOf(one.params) === firstOf(mark));
  const driver = run && shared.drivers.get(run.id);
  if (!driver) return null;
  const holder = shared.locks.get(driver)?.server;
  if (holder === server) return null;
  const what = `${mark} was sent to ${address} by server ${server + 1}`;
  if (holder !== undefined) return `${what}, but server ${holder + 1} drives it`;
  // The server may not know yet that its lock is gone; no other server has taken the run.
  const lostMs = now - (shared.freedAt.get(driver) ?? now);
  return lostMs <= UNNOTICED_MS ? null : `${what}, which lost its lock ${Math.round(lostMs)} ms before`;
}
