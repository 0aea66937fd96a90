import { createHash } from 'node:crypto';
import type { Clock } from '../../lib/clock.js';
import { isActive } from '../../ocs/protocol.js';
import type { AgentProfile } from './agent-profile.js';
import type { Slot } from './slot.js';
import type { SlotReader } from './slot-reader.js';
import { USUAL_INTERVAL_MS } from './state-freshness.js';

/** A periodic get_api finds what heartbeats cannot show: a session that began and ended between two of them. */
const SWEEP_INTERVAL_MS = 60_000;
/** How soon a failed question is repeated. */
const RETRY_MS = 5000;

/** Asks the agent of one slot for data that its heartbeats do not contain, at a limited rate. */
export interface SlotQuestions {
  askApi(slot: Slot): void;
  /** Reads the sessions that contain the stream id. */
  askStreamId(slot: Slot): void;
  /** Called at each heartbeat, so that only live agents are asked. */
  askForWhatIsMissing(slot: Slot): void;
}

export interface SlotQuestionsOptions {
  /** Of the agent. */
  readonly address: string;
  readonly reader: Pick<SlotReader, 'readApi' | 'readSession'>;
  readonly profile: AgentProfile;
  readonly clock: Clock;
}

export function createSlotQuestions({
  address,
  reader,
  profile,
  clock,
}: SlotQuestionsOptions): SlotQuestions {
  const never = Number.NEGATIVE_INFINITY;
  /** Times of the monotonic clock. */
  let apiAskedAt = never;
  let streamIdAskedAt = never;
  let stateAskedAt = never;

  const phase = phaseOf(address) * SWEEP_INTERVAL_MS;
  /** The number of the interval of the sweeps that contains the time. */
  const sweepAt = (time: number) => Math.floor((time + phase) / SWEEP_INTERVAL_MS);

  function askApi({ address }: Slot): void {
    apiAskedAt = clock.monotonic();
    void reader.readApi(address);
  }

  function askStreamId(slot: Slot): void {
    streamIdAskedAt = clock.monotonic();
    for (const operation of profile.stateOperations) {
      if (isActiveIn(slot, operation)) void reader.readSession(slot.address, operation);
    }
  }

  function hasStateFeed({ api }: Slot): boolean {
    return api === null || api.feeds.includes(profile.stateFeed);
  }

  return {
    askApi,
    askStreamId,
    askForWhatIsMissing(slot) {
      const now = clock.monotonic();
      const isDue = isReadable(slot) ? sweepAt(now) > sweepAt(apiAskedAt) : now - apiAskedAt > RETRY_MS;
      if (isDue) askApi(slot);
      if (!slot.streamIdConfirmed && now - streamIdAskedAt > RETRY_MS) askStreamId(slot);
      // An agent without the feed does not report when it has read its state. The server asks it, even if nobody
      // watches, to know whether it still reads it.
      if (isActiveIn(slot, profile.stateReader) && !hasStateFeed(slot)) {
        if (now - stateAskedAt <= USUAL_INTERVAL_MS) return;
        stateAskedAt = now;
        void reader.readSession(slot.address, profile.stateReader);
      }
    },
  };
}

/**
 * A number from 0 to 1 for each agent. A server finds all agents at the same time, also after an outage: without it, it
 * would read all of them in one second of each minute.
 */
function phaseOf(address: string): number {
  return createHash('sha256').update(address).digest().readUInt32BE() / 2 ** 32;
}

/** Whether everything that get_api reads, the sessions also, was read the last time. */
function isReadable({ api, readProblems }: Slot): boolean {
  return (
    api !== null &&
    readProblems.every(({ code }) => code !== 'API_UNREADABLE' && code !== 'SESSION_UNREADABLE')
  );
}

export function isActiveIn({ opCodes }: Slot, operation: string): boolean {
  const code = opCodes.get(operation);
  return code !== undefined && isActive(code);
}
