import type { Run } from '../../../src/core/runs/run.js';
import type { Publication } from '../history.js';
import { sessionName } from '../subscribers.js';
import type { Evidence } from './evidence.js';
import { isClosed, publicationsOf } from './runs-seen.js';

/** After the faults: every run has ended, and every open subscription has the last state of everything. */
export function checkConvergence(evidence: Evidence): void {
  checkEnds(evidence);
  checkNothingIsTakenBack(evidence);
  checkDisk(evidence);
  checkSubscribers(evidence);
  checkEndsSeen(evidence);
}

function checkEnds({ history, runs, lives, breach }: Evidence): void {
  for (const { run, mark } of runs) {
    if (run.endTime === null && !history.interrupted.has(run.id))
      breach(`${mark} (${run.operation}) never ended`);
  }
  for (const { core, server } of lives) {
    const { length } = core.runs.open;
    if (length > 0) breach(`${length} runs are still open on server ${server + 1}`);
  }
}

/**
 * An end is never overwritten. Only if another server takes the run, or the server dies, the successor knows no more
 * than what is on the disk, where a stop, progress, and what the store failed to write may be missing.
 */
function checkNothingIsTakenBack({ history, disk, breach }: Evidence): void {
  for (const shown of publicationsOf(history).values()) {
    for (const [index, { run, at }] of shown.entries()) {
      const known = shown[index - 1];
      if (known) compare(known, run, at);
    }
  }

  function compare(known: Publication, run: Run, at: number): void {
    const was = known.run;
    const isOfSuccessor =
      was.driver !== run.driver || history.deaths.some((death) => death >= known.at && death <= at);
    if (isOfSuccessor && (run.action !== 'RUN' || disk.incomplete.has(run.id))) return;
    // Another server may have read this revision from the disk before.
    const isLater = run.revision > was.revision || (run.revision === was.revision && known.isEcho);
    if (!isLater && !isOfSuccessor)
      breach(`revision ${run.revision} of ${run.id} came after ${was.revision}`);
    for (const [index, part] of was.slots.entries()) {
      const is = run.slots[index];
      if (isClosed(part) && is?.status !== part.status) {
        breach(`${part.instanceId} of ${run.id} was ${part.status}, and is ${is?.status} at ${at}`);
      }
    }
  }
}

/** Accepted requests and published runs are on the disk. */
function checkDisk({ history, runs, disk, swarm, breach }: Evidence): void {
  for (const { answer, mark } of history.requests) {
    if (answer && 'run' in answer && !disk.latest.has(answer.run.id))
      breach(`${mark} was accepted, but is lost`);
  }
  for (const { run, mark } of runs) {
    const kept = disk.latest.get(run.id);
    if (history.interrupted.has(run.id)) continue;
    // A stop is published before it is stored: a killed server can lose it.
    if (run.action !== 'RUN' && swarm.faults.serverKill !== null) continue;
    const differs = run.slots.some(({ status }, index) => kept?.slots[index]?.status !== status);
    if (kept?.status !== run.status || differs)
      breach(`the disk has another state of ${mark || run.operation}`);
  }
}

function checkSubscribers({ history, runs, lives, disk, breach }: Evidence): void {
  const last = new Map(runs.map(({ run }) => [run.id, run]));
  const endRevision = new Map<string, number>();
  const endedAt = new Map<string, number>();
  for (const { run, at } of history.publications) {
    if (run.endTime === null) continue;
    // If the store failed and the server was killed, the end is seen again, with an earlier revision.
    endRevision.set(run.id, Math.min(run.revision, endRevision.get(run.id) ?? Number.POSITIVE_INFINITY));
    if (!endedAt.has(run.id)) endedAt.set(run.id, at);
  }
  for (const { server, from, what, ended, last: seen } of history.subscribers) {
    const life = lives.find((one) => one.server === server);
    if (what === 'slots' && ended === null) {
      for (const [address, revision] of seen) {
        if (revision !== life?.core.registry.byAddress(address)?.revision) {
          breach(`a subscriber to the slots does not have the last state of ${address}`);
        }
      }
    } else if (what === 'runs' && ended === null) {
      for (const [id, revision] of seen) {
        if (revision !== last.get(id)?.revision) breach(`a subscriber does not have the last state of ${id}`);
      }
      for (const [id, at] of endedAt) {
        // A stop that a killed server has not stored is known to nobody.
        if (at > from && !seen.has(id) && disk.latest.has(id))
          breach(`the end of ${id} is missing on server ${server + 1}`);
      }
    } else if (what.startsWith('run ')) {
      const id = what.slice(4);
      if (ended === null && !history.interrupted.has(id)) breach(`a subscription of ${id} never ended`);
      const isShort = (seen.get(id) ?? 0) < (endRevision.get(id) ?? 0);
      if (ended === 'it was completed' && isShort) breach(`a subscription of ${id} ended before its run`);
    }
  }
}

/** An open subscription of the server that saw the end of a session has received this end. */
function checkEndsSeen({ history, runs, breach }: Evidence): void {
  for (const { run, mark, slots } of runs) {
    if (run.action !== 'RUN') continue;
    for (const { name, part, log, sentAt, endSeenBy: server } of slots) {
      if (part.record?.session.status !== 'done' || sentAt === null) continue;
      const isWatched = history.watched.some(
        (period) => period.server === server && period.from <= sentAt && period.to === Infinity,
      );
      const isSeen = history.endsSeen.has(`${server}: ${sessionName(log.address, part.record.session)}`);
      if (isWatched && !isSeen) breach(`no subscriber received the end of ${mark} on ${name}`);
    }
  }
}
