import type { Core } from '../core/core.js';
import { type Run, runSuccess } from '../core/runs/run.js';
import { uniqueNames } from '../core/slots/names.js';
import type { Slot } from '../core/slots/slot.js';
import { endOfTurn } from '../lib/clock.js';
import type { Logger } from '../lib/logger.js';
import type { Closable } from '../lib/topic.js';
import type { Agent } from '../ocs/agent/agent.js';
import { unixTime } from '../ocs/agent/session.js';
import { sessionData } from '../ocs/protocol.js';

export const SLOTS_FEED = 'smurf_slots';
export const RUNS_FEED = 'runs';

/** How often the state of every slot is published. When a slot expires or returns, it is published at once. */
const SLOTS_INTERVAL_MS = 10_000;

/** So many are published at once. All of 2,000 slots would keep the server from other work for 300 ms. */
const SLOTS_IN_TURN = 20;

const AGGREGATED = { record: true, aggParams: { frame_length: 60 } } as const;

/** Call it before the agent is opened. */
export function registerFeeds(agent: Pick<Agent, 'registerFeed'>): void {
  agent.registerFeed(SLOTS_FEED, AGGREGATED);
  agent.registerFeed(RUNS_FEED, AGGREGATED);
}

/**
 * Publishes data for the aggregator and the InfluxDB publisher of OCS: a block for each slot with its state, and a
 * block for each run that has ended.
 */
export function publishFeeds(
  agent: Agent,
  { registry, events, watch, clock }: Pick<Core, 'registry' | 'events' | 'watch' | 'clock'>,
  logger: Logger,
): Closable {
  function publish(feed: string, name: string, data: Readonly<Record<string, number | string | boolean>>) {
    if (!agent.standing.registered) return;
    try {
      agent.publishBlock(feed, { block_name: name, timestamp: unixTime(clock), data });
    } catch (error) {
      logger.error({ err: error, feed }, 'a block could not be published');
    }
  }

  function publishSlot(address: string, name: string): void {
    const slot = registry.byAddress(address);
    if (slot) publish(SLOTS_FEED, name, slotFields(name, slot));
  }

  const named = (slots: readonly Slot[]) => {
    const names = uniqueNames(slots);
    return slots.map(({ address, instanceId }, index) => ({
      address,
      name: toFieldName(names[index] ?? instanceId),
    }));
  };

  let isClosed = false;
  async function publishAll(): Promise<void> {
    for (const [index, { address, name }] of named(registry.slots).entries()) {
      if (index > 0 && index % SLOTS_IN_TURN === 0) await endOfTurn();
      if (isClosed) return;
      publishSlot(address, name);
    }
  }

  /** The ids of the open runs. */
  const open = new Set<string>();
  const held: Closable[] = [
    clock.every(SLOTS_INTERVAL_MS, () => void publishAll()),
    // The values of the feed come from the data of check_state and, until data flow, from those of stream.
    watch.watch(
      (slot, operation) => operation === 'check_state' || (operation === 'stream' && !isStreaming(slot)),
    ),
    events.slots.listen(({ kind, slot: { address } }) => {
      if (kind !== 'EXPIRED' && kind !== 'RETURNED') return;
      const own = named(registry.slots).find((one) => one.address === address);
      if (own) publishSlot(address, own.name);
    }),
    events.runs.listen((run) => {
      if (run.endTime === null) open.add(run.id);
      // A run that is edited after its end has its block already, unless its end was not seen by itself.
      else if (open.delete(run.id) || run.annotated?.isAfterEnd !== true)
        publish(RUNS_FEED, 'run', runFields(run, run.endTime));
    }),
  ];
  return {
    close() {
      isClosed = true;
      for (const closable of held) closable.close();
    },
  };
}

/** InfluxDB distinguishes fields by feed, not by block, so each field name contains the name of the slot. */
function slotFields(name: string, slot: Slot): Record<string, number | boolean> {
  const channels = dataOf(slot, 'check_state')['num_active_channels'];
  return {
    [`${name}_expired`]: slot.expired,
    // True if the other values are old or unknown.
    [`${name}_stale`]: slot.staleSince !== null,
    [`${name}_num_active_channels`]: Number.isInteger(channels) ? Number(channels) : 0,
    [`${name}_streaming`]: !slot.expired && isStreaming(slot),
  };
}

function runFields(run: Run, endTime: Date): Record<string, number | string | boolean> {
  const succeeded = run.slots.filter(({ status }) => status === 'SUCCEEDED').length;
  return {
    run_id: run.id,
    action: run.action,
    operation: run.operation,
    via: run.via,
    status: run.status,
    success: runSuccess(run) === true,
    num_slots: run.slots.length,
    num_succeeded: succeeded,
    num_failed: run.slots.length - succeeded,
    // Always an integer. In seconds, 2.5 and then 3 would arrive in Python as a float and an int. The aggregator drops
    // all runs of a frame with both types, and InfluxDB drops the second one.
    duration_ms: endTime.getTime() - run.startTime.getTime(),
  };
}

function isStreaming(slot: Slot): boolean {
  return dataOf(slot, 'stream')['stream_on'] === true;
}

function dataOf({ sessions }: Slot, operation: string): Readonly<Record<string, unknown>> {
  const record = sessions.get(operation);
  return record && !record.evicted ? sessionData(record.session) : {};
}

/** Converts the name of a slot to a valid OCS name of fields and blocks. */
export function toFieldName(name: string): string {
  const letters = name.replaceAll(/[^A-Za-z0-9_]/g, '_');
  return (/^_*[A-Za-z]/.test(letters) ? letters : `slot_${letters}`).slice(0, 220);
}
