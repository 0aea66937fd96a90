import type { Run, RunSlot } from '../../../src/core/runs/run.js';
import { groupBy } from '../../../src/lib/group-by.js';
import type { Publication } from '../history.js';
import { EPOCH_MS } from '../process-clock.js';
import type { SlotLog } from '../slot-log.js';
import { type Evidence, SLOW_STORE_MS } from './evidence.js';
import { markOf, markOfRun } from './runs-seen.js';

/** A LOST slot returns within this time after its next heartbeat. */
const RETURN_MS = 3000;
/** A server stores within this time that the slot has returned. */
const STORE_MS = 100;
/** Maximum time between two heartbeats without faults, plus the delay of the network. */
const BEAT_MS = 2500;

/** A slot is LOST only if it was silent or its agent died, and it returns if its heartbeats return in time. */
export function checkLost(evidence: Evidence): void {
  const { history, breach, count } = evidence;
  const logs = new Map(history.slots.map((log) => [log.address, log]));
  for (const shown of groupBy(history.publications, ({ run }) => run.id).values()) {
    const mark = markOfRun(history, shown);
    for (const [index, first] of shown[0]?.run.slots.entries() ?? []) {
      const log = first.address === null ? undefined : logs.get(first.address);
      if (!log || shown[0]?.run.action !== 'RUN') continue;
      let was: { readonly at: number; readonly part: RunSlot } | null = null;
      for (const { at, server, run } of shown) {
        const part = run.slots[index] as RunSlot;
        if (part.status === 'LOST' && was?.part.status !== 'LOST') {
          const objection = objectionToLoss(evidence, { run, mark, at }, part, log);
          if (objection) breach(`${mark} was LOST on ${log.name} at ${at}, but ${objection}`);
        }
        if (was?.part.status === 'LOST' && was.part.mayReturn && part.status === 'LOST' && !part.mayReturn) {
          const heard = heardAgain(evidence, part, server, was.at, at);
          if (heard !== null) {
            breach(`${mark} stayed LOST on ${log.name}, but a heartbeat came at ${heard}`);
          }
        }
        if (was?.part.status === 'LOST' && part.status !== 'LOST') count('a LOST slot returned');
        if (was?.part.status !== part.status || was.part.mayReturn !== part.mayReturn) was = { at, part };
      }
    }
  }
}

function objectionToLoss(
  { history, swarm }: Evidence,
  { run, mark, at }: { readonly run: Run; readonly mark: string; readonly at: Publication['at'] },
  part: RunSlot,
  log: SlotLog,
): string | null {
  const sent = history.calls.find(
    ({ address, action, params }) => address === log.address && action === 'start' && markOf(params) === mark,
  );
  // A start that is stored may not be sent yet: then only the server's wall clock tells when, if it was not set.
  const stored = swarm.faults.clockStep === null && part.sentAt ? part.sentAt.getTime() - EPOCH_MS : 0;
  // The start is recorded before it is stored, and sent after that.
  const since = (sent?.at ?? stored) - (swarm.faults.storeMood === null ? 0 : SLOW_STORE_MS);
  // A start is sent to a slot that was not heard for 30 s: its agent may have restarted shortly before.
  const isShortlyBefore = (time: number | null) => time !== null && time <= at && time >= since - 60_000;
  const hasDied = log.agents.some(
    ({ from, to }) => isShortlyBefore(to) || (from > 0 && isShortlyBefore(from)),
  );
  if (hasDied) return null;
  // If the store is slow, the loss and the timeout after it are published together.
  const isOverdue = at >= (sent?.at ?? stored) + run.timeoutSeconds * 1000;
  if (!part.mayReturn && !isOverdue) return 'its agent never died';
  const silence = swarm.server.expireSeconds * 1000 - BEAT_MS - swarm.network.slowestMs;
  const beats = [...log.beats.filter((beat) => beat < at), at];
  const isSilent = beats.some((beat, index) => {
    const before = beats[index - 1] ?? 0;
    return beat >= since - silence && beat - before >= silence;
  });
  return isSilent ? null : 'it was not silent long enough';
}

/** When the next heartbeat of the same agent came; null if none came in time. */
function heardAgain(
  { history, swarm }: Evidence,
  part: RunSlot,
  server: number,
  from: number,
  to: number,
): number | null {
  // If the store hangs, events are published long after they happened.
  if (swarm.faults.storeMood !== null) return null;
  const beats = history.heard.get(part.address ?? '') ?? [];
  const again = beats.find(
    (beat) =>
      beat.server === server &&
      beat.at > from &&
      beat.at < to - RETURN_MS &&
      // A server that is killed just after the heartbeat has not stored it.
      !history.deaths.some((death) => death >= beat.at && death < beat.at + STORE_MS) &&
      beat.agentStart === part.agentStart,
  );
  return again?.at ?? null;
}
