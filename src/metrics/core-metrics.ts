import type { AgentPresence } from '../core/agent-presence.js';
import type { Core } from '../core/core.js';
import { RUN_SLOT_STATUSES } from '../core/runs/run.js';
import { serverProblems } from '../core/server-problems.js';
import { healthOf, PROBLEM_CODES, type Problem } from '../core/slots/problem.js';
import { problemsOf } from '../core/slots/problems.js';
import { displayName } from '../core/slots/slot.js';
import type { Instruments } from './instruments.js';

/** Each slot with a problem has series of its own, but no network has more slots than this. */
const SHOWN_SLOTS = 1000;

/** Reads what the core knows now: its slots, its open runs, its link and its store. */
export function readCore(core: Core, agent: AgentPresence, instruments: Instruments): void {
  readSlots(core, instruments);
  readRuns(core, instruments);
  readLink(core, agent, instruments);
  const { problem } = core.storeHealth;
  instruments.storeFailing.set(problem?.code === 'STORE_UNAVAILABLE' ? 1 : 0);
}

function readSlots(core: Core, instruments: Instruments): void {
  const { registry, marks, profile, overdue } = core;
  const { slots } = registry;
  const health = { OK: 0, WARNING: 0, CRITICAL: 0 };
  const codes = new Map(PROBLEM_CODES.map((code) => [code, 0]));
  const add = ({ code }: Problem) => codes.set(code, (codes.get(code) ?? 0) + 1);
  let unacknowledged = 0;
  let outOfService = 0;
  instruments.slotProblem.reset();
  for (const [index, slot] of slots.entries()) {
    const problems = problemsOf(slot, { slots, marks, profile, overdue });
    health[healthOf(problems)] += 1;
    problems.forEach(add);
    unacknowledged += marks.unresolved(slot.address).length;
    const isOut = marks.outOfService(slot.address) !== null;
    if (isOut) outOfService += 1;
    if (index >= SHOWN_SLOTS) continue;
    const own = { slot: displayName(slot), instance_id: slot.instanceId };
    for (const { code } of problems)
      instruments.slotProblem.inc({ ...own, code, out_of_service: String(isOut) });
  }
  serverProblems(core).forEach(add);
  for (const [name, count] of Object.entries(health)) instruments.slots.set({ health: name }, count);
  for (const [code, count] of codes) instruments.problems.set({ code }, count);
  instruments.slotsExpired.set(slots.filter(({ expired }) => expired).length);
  instruments.slotsOutOfService.set(outOfService);
  instruments.outcomesUnacknowledged.set(unacknowledged);
}

function readRuns({ runs, peers }: Core, instruments: Instruments): void {
  const own = runs.open.filter(({ driver }) => driver === peers.driver);
  const states = { running: 0, held: 0, paused: 0 };
  const statuses = new Map<string, number>(RUN_SLOT_STATUSES.map((status) => [status, 0]));
  let shown = 0;
  instruments.slotLost.reset();
  for (const { operation, pausedAt, heldBy, slots } of own) {
    states[pausedAt !== null ? 'paused' : heldBy !== null ? 'held' : 'running'] += 1;
    for (const { status, streamId, instanceId } of slots) {
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (status !== 'LOST' || shown >= SHOWN_SLOTS) continue;
      shown += 1;
      instruments.slotLost.set({ slot: streamId ?? instanceId, instance_id: instanceId, operation }, 1);
    }
  }
  for (const [state, count] of Object.entries(states)) instruments.runsOpen.set({ state }, count);
  for (const [status, count] of statuses) instruments.runSlotsOpen.set({ status }, count);
}

function readLink({ connection }: Core, { standing }: AgentPresence, instruments: Instruments): void {
  instruments.linkUp.set(connection.link.connected ? 1 : 0);
  const { registered, refusal } = standing;
  const is = registered ? 'leader' : refusal === null ? 'asking' : 'standby';
  for (const one of ['leader', 'standby', 'asking']) {
    instruments.standing.set({ standing: one }, one === is ? 1 : 0);
  }
}
