import type { Run, RunSlot } from '../../../src/core/runs/run.js';
import { isDeadBy } from '../slot-log.js';
import { type Evidence, SLOW_STORE_MS } from './evidence.js';
import type { RunSeen, RunSlotSeen } from './runs-seen.js';

const IN_DOUBT: readonly string[] = ['LOST', 'TIMED_OUT', 'UNKNOWN'];

/** The driver records a start before it is stored and sent: what it learns meanwhile does not hold the start back. */
const STORE_MS = 500;

/**
 * A run with a window or batches never has more slots at work than it may. A slot that may still be at work frees its
 * place only if a client says so. Nothing is started after too many errors, or while the run is paused.
 */
export function checkWindows(evidence: Evidence): void {
  for (const seen of evidence.runs) {
    const { run } = seen;
    if (run.action !== 'RUN' || (run.maxConcurrency === null && run.batches === null)) continue;
    const sent = seen.slots.filter(({ sentAt }) => sentAt !== null);
    for (const slot of sent) {
      const at = slot.sentAt as number;
      const others = sent.filter((other) => other !== slot && (other.sentAt as number) <= at);
      checkPlaces(evidence, seen, slot, others);
      checkErrors(evidence, seen, slot, others);
      checkPause(evidence, seen, slot);
    }
  }
}

function checkPlaces(
  evidence: Evidence,
  { run, mark }: RunSeen,
  slot: RunSlotSeen,
  others: readonly RunSlotSeen[],
): void {
  const at = slot.sentAt as number;
  const atWork = others.filter((other) => isAtWork(other, at) && !isLetGo(evidence, run, other, at));
  const batch = batchOf(run, slot);
  const inBatch = atWork.filter((other) => batchOf(run, other) === batch);
  const earlier = atWork.filter((other) => batchOf(run, other) < batch && !isReady(evidence, run, other, at));
  const places = run.maxConcurrency ?? Infinity;
  const free = run.batches === null ? inBatch : inBatch.filter((other) => !isReady(evidence, run, other, at));
  if (free.length >= places) {
    const names = free.map(({ name }) => name).join(', ');
    evidence.breach(`${mark} was sent to ${slot.name} at ${at}, but ${names} had all ${places} places`);
  }
  if (earlier.length > 0) {
    const names = earlier.map(({ name }) => name).join(', ');
    evidence.breach(
      `${mark} was sent to ${slot.name} at ${at}, before ${names} of an earlier batch had ended`,
    );
  }
  if (atWork.length > 0 && run.batches !== null) evidence.count('slots of a batch were at work together');
}

/** Whether the session of the request was open on the slot, by the log of the slot. */
function isAtWork({ own, log }: RunSlotSeen, at: number): boolean {
  if (!own || own.beganAt > at || (own.endedAt !== null && own.endedAt <= at)) return false;
  return !isDeadBy(log, own.agentStart, at);
}

/** Whether a client has acknowledged the slot, or resumed the run, after the run had given up on the slot. */
function isLetGo({ history }: Evidence, { id }: Run, { part }: RunSlotSeen, at: number): boolean {
  if (part.status === 'CANCELLED') return true;
  const isGivenUp = ({ address, status }: RunSlot) => address === part.address && IN_DOUBT.includes(status);
  const givenUpAt = history.publications.find(({ run }) => run.id === id && run.slots.some(isGivenUp))?.at;
  return history.releases.some(
    (release) =>
      release.at <= at &&
      release.at >= (givenUpAt ?? Infinity) - SLOW_STORE_MS &&
      (release.run === id || release.address === part.address),
  );
}

/** With batches, a process that is ready has done its part. */
function isReady({ history }: Evidence, { id }: Run, { part }: RunSlotSeen, at: number): boolean {
  return history.publications.some(
    (shown) =>
      shown.run.id === id &&
      shown.at <= at &&
      shown.run.slots.some(({ address, status }) => address === part.address && status === 'READY'),
  );
}

function batchOf({ batches, slots }: Run, { part }: RunSlotSeen): number {
  const place = slots.findIndex(({ address }) => address === part.address);
  let end = 0;
  const batch = (batches ?? []).findIndex((size) => {
    end += size;
    return place < end;
  });
  return Math.max(0, batch);
}

function checkErrors(
  { swarm, breach }: Evidence,
  { run, mark }: RunSeen,
  { name, sentAt }: RunSlotSeen,
  others: readonly RunSlotSeen[],
): void {
  if (run.maxErrors === null) return;
  const at = (sentAt as number) - delayOf(swarm);
  const errors = others.filter(
    ({ part, closedAt }) => closedAt !== null && closedAt < at && part.status !== 'SUCCEEDED',
  );
  if (errors.length <= run.maxErrors) return;
  const names = errors.map((other) => other.name).join(', ');
  breach(`${mark} was sent to ${name} at ${sentAt}, although ${names} had not succeeded`);
}

function checkPause({ history, swarm, breach }: Evidence, { run, mark }: RunSeen, slot: RunSlotSeen): void {
  const at = slot.sentAt as number;
  const shown = history.publications.filter((one) => one.run.id === run.id);
  const pausedAt = shown.findLast((one) => one.at < at - delayOf(swarm))?.run.pausedAt ?? null;
  if (pausedAt === null) return;
  const ofPause = shown.filter((one) => one.run.pausedAt?.getTime() === pausedAt.getTime());
  if (!ofPause.some(({ isPauseStored }) => isPauseStored)) return;
  const since = ofPause[0]?.at ?? at;
  const isResumed = history.releases.some(
    (release) => release.run === run.id && release.at >= since - SLOW_STORE_MS && release.at <= at,
  );
  if (!isResumed) breach(`${mark} was sent to ${slot.name} at ${at}, while it was paused`);
}

const delayOf = ({ faults }: Evidence['swarm']) => (faults.storeMood === null ? STORE_MS : SLOW_STORE_MS);
