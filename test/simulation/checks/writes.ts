import type { Run } from '../../../src/core/runs/run.js';
import type { SentCall } from '../link.js';
import type { Disk } from '../store.js';
import { isClosed, tagOf } from './runs-seen.js';

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
