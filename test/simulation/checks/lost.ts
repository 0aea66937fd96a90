import type { Run, RunSlot } from '../../../src/core/runs/run.js';
import type { Publication } from '../history.js';
import type { SlotLog } from '../slot-log.js';
import type { Evidence } from './evidence.js';
import { groupBy } from './group-by.js';

/** A LOST slot that is heard again comes back within this time. */
const RETURN_MS = 3000;
/** How far apart two heartbeats are at most where nothing is wrong, beside what the network takes. */
const BEAT_MS = 2500;

/** A slot is LOST only if it was silent or its agent died, and it comes back if it is heard again in time. */
export function checkLost(evidence: Evidence): void {
  const { history, breach, count } = evidence;
  const logs = new Map(history.slots.map((log) => [log.address, log]));
  for (const shown of groupBy(history.publications, ({ run }) => run.id).values()) {
    for (const [index, first] of shown[0]?.run.slots.entries() ?? []) {
      const log = first.address === null ? undefined : logs.get(first.address);
      if (!log || shown[0]?.run.action !== 'RUN') continue;
      let was: { readonly at: number; readonly part: RunSlot } | null = null;
      for (const { at, run } of shown) {
        const part = run.slots[index] as RunSlot;
        if (part.status === 'LOST' && was?.part.status !== 'LOST') {
          const objection = objectionToLoss(evidence, run, part, log, at);
          if (objection) breach(`${nameOf(run)} was LOST on ${log.name} at ${at}, but ${objection}`);
        }
        if (was?.part.status === 'LOST' && was.part.mayReturn && part.status === 'LOST' && !part.mayReturn) {
          const heard = heardAgain(evidence, part, was.at, at);
          if (heard !== null) {
            breach(`${nameOf(run)} stayed LOST on ${log.name}, which was heard again at ${heard}`);
          }
        }
        if (was?.part.status === 'LOST' && part.status !== 'LOST') count('a LOST slot returned');
        if (was?.part.status !== part.status || was.part.mayReturn !== part.mayReturn) was = { at, part };
      }
    }
  }
}

const nameOf = ({ params, operation }: Run) => String(params?.['tag'] ?? operation);

function objectionToLoss(
  { history, swarm }: Evidence,
  run: Run,
  part: RunSlot,
  log: SlotLog,
  at: Publication['at'],
): string | null {
  const sent = history.calls.find(
    ({ address, action, params }) =>
      address === log.address &&
      action === 'start' &&
      (params as { tag?: string })?.tag === run.params?.['tag'],
  );
  // A start that is stored and waits to be sent was not sent yet.
  const since = sent?.at ?? part.sentAt?.getTime() ?? 0;
  const hasDied = log.agents.some(({ to }) => to !== null && to <= at && to >= since - 60_000);
  if (hasDied) return null;
  if (!part.mayReturn) return 'its agent never died';
  const silence = swarm.server.expireSeconds * 1000 - BEAT_MS - swarm.network.slowestMs;
  const beats = [...log.beats.filter((beat) => beat < at), at];
  const isSilent = beats.some((beat, index) => {
    const before = beats[index - 1] ?? 0;
    return beat >= since - silence && beat - before >= silence;
  });
  return isSilent ? null : 'it was never silent for so long';
}

/** When the slot was heard again, by the agent that had been asked; null if it was not, or too late. */
function heardAgain({ history, swarm }: Evidence, part: RunSlot, from: number, to: number): number | null {
  // With a store that hangs, what is shown comes long after what happened.
  if (swarm.faults.storeMood !== null) return null;
  const beats = history.heard.get(part.address ?? '') ?? [];
  const again = beats.find(
    ({ at, agentStart }) => at > from && at < to - RETURN_MS && agentStart === part.agentStart,
  );
  return again?.at ?? null;
}
