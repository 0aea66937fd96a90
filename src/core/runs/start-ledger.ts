import { endingWith } from '../../lib/abort.js';
import type { Clock } from '../../lib/clock.js';
import { ANSWER_TIMEOUT_MS } from '../../ocs/client.js';
import type { SessionRecord } from '../slots/session-record.js';
import type { Run, RunSlot, RunSlotStatus } from './run.js';

/** Tolerated difference between the clocks of an agent and the server, to recognise a session by its start time. */
export const CLOCK_TOLERANCE_MS = 5000;
const NOTHING_STARTED: ReadonlySet<RunSlotStatus> = new Set([
  'NOT_STARTED',
  'REJECTED',
  'ALREADY_RUNNING',
  'UNREACHABLE',
]);
/** Number of stored starts of one operation on one slot; older windows cannot overlap with new ones. */
const REMEMBERED = 16;

/** Whether a session belongs to a start whose answer was lost. */
export type Claim = 'ours' | 'not ours' | 'ambiguous';

/** One start of an operation on a slot, from sending it until its result is known. */
export interface LedgerEntry {
  /** Call it when the answer came, or when the session was recognised. */
  answered(record: SessionRecord | null): void;
  /** Whether the session belongs to this start. An ambiguous session belongs to no start. */
  claim(record: SessionRecord): Claim;
  /** Lets the next start begin. Must always be called. */
  close(): void;
}

/**
 * Knows which session belongs to which start. At most one start of an operation on a slot is unanswered at a time, so
 * that lost answers are not confused: the next start waits for its turn.
 */
export interface StartLedger {
  /**
   * Waits for its turn, at most `waitMs`.
   * @param sent the start, if it was sent earlier: its run, and when it was sent, in milliseconds since 1970
   * @returns null if the turn did not come in time, or if `signal` aborted
   */
  enter(
    address: string,
    operation: string,
    waitMs: number,
    signal: AbortSignal,
    sent?: { readonly run: string; readonly from: number; readonly to: number },
  ): Promise<LedgerEntry | null>;
  /**
   * Knows the starts of a run of another server, or from before a restart, too: their sessions are not ours. If this
   * server continues the run, a start without a known result also takes a turn of its own, with {@link enter}.
   */
  see(run: Run): void;
  /** Whether a server started `operation` on the slot when the session, of any operation, began. */
  wasStarted(address: string, operation: string, record: SessionRecord): boolean;
  /** Whether a start of a server began the session: perhaps, if it is not known what that start began. */
  isOfStart(address: string, operation: string, record: SessionRecord): 'yes' | 'no' | 'perhaps';
  /** Number of starts that are known so far. */
  readonly count: number;
  /**
   * Whether a start of the operation on the slot, after the first `count` starts, may have begun a session.
   * @param before only starts that were sent before this time; defaults to all
   */
  isStartedAfter(address: string, operation: string, count: number, before?: Date): boolean;
  /** Whether a start is unanswered. */
  isUnanswered(address: string, operation: string): boolean;
}

interface Window {
  /** Starts are numbered in the order in which they became known. */
  readonly number: number;
  /** The run of another server, or from before a restart; null for our own starts. */
  readonly run: string | null;
  readonly from: number;
  /**
   * Null while the agent may not have read the start yet: a frozen agent reads it when it continues. Agents read in
   * order, so a later answer proves that they have read it.
   */
  to: number | null;
  /** Id of the session of this start; undefined while unknown, null if there is none. */
  sessionId: string | null | undefined;
  /** When that session began, by the clock of the agent; null while unknown. */
  sessionStart: number | null;
}

interface Lane {
  windows: readonly Window[];
  /** Resolves when the current turn is over; null if there is none. */
  busy: Promise<void> | null;
}

export function createStartLedger(clock: Clock): StartLedger {
  const lanes = new Map<string, Lane>();
  let count = 0;

  async function turn(lane: Lane, waitMs: number, signal: AbortSignal): Promise<boolean> {
    const deadline = clock.monotonic() + waitMs;
    while (lane.busy && !signal.aborted) {
      const left = deadline - clock.monotonic();
      if (left <= 0) return false;
      const over = endingWith(signal);
      await Promise.race([lane.busy, clock.sleep(left, over.signal)]);
      over.close();
    }
    return !signal.aborted;
  }

  function laneOf(address: string, operation: string): Lane {
    const key = `${address}/${operation}`;
    const lane = lanes.get(key) ?? { windows: [], busy: null };
    lanes.set(key, lane);
    return lane;
  }

  const windowsOf = (address: string, operation: string) =>
    lanes.get(`${address}/${operation}`)?.windows ?? [];

  /** Replaces what is known of the start of this run on the slot. */
  function put({ id, operation }: Run, slot: RunSlot): void {
    if (slot.address === null) return;
    const lane = laneOf(slot.address, operation);
    const before = lane.windows.find((one) => one.run === id);
    lane.windows = lane.windows.filter((one) => one !== before);
    if (slot.sentAt === null) return;
    const sentAt = slot.sentAt.getTime();
    const sessionId = sessionOf(slot);
    // The clock of another server may be ahead, so the session may have begun before that time.
    const from =
      sessionId === undefined ? Math.min(sentAt, clock.now().getTime()) - ANSWER_TIMEOUT_MS : sentAt;
    if (!before) count += 1;
    const seen: Window = {
      ...{ number: before?.number ?? count, run: id, from, sessionId },
      sessionStart: startOf(slot.record),
      to: before?.to ?? (sessionId === undefined ? null : sentAt + ANSWER_TIMEOUT_MS),
    };
    lane.windows = [...lane.windows, seen].slice(-REMEMBERED);
  }

  return {
    async enter(address, operation, waitMs, signal, sent) {
      const lane = laneOf(address, operation);
      if (!(await turn(lane, waitMs, signal))) return null;
      count += 1;
      const own: Window = {
        ...{ number: count, run: null, from: clock.now().getTime(), to: null },
        ...{ sessionId: undefined, sessionStart: null },
        ...sent,
      };
      let free = () => {};
      const busy = new Promise<void>((resolve) => {
        free = resolve;
      });
      lane.busy = busy;
      const others = lane.windows.filter((one) => one.run === null || one.run !== own.run);
      lane.windows = [...others, own].slice(-REMEMBERED);
      const allAreRead = () => {
        for (const window of lane.windows) window.to ??= clock.now().getTime();
      };
      return {
        answered(record) {
          own.sessionId = record?.id ?? null;
          own.sessionStart = startOf(record);
          if (record) allAreRead();
        },
        claim(record) {
          own.to ??= clock.now().getTime();
          const others = lane.windows.filter((window) => window !== own);
          if (others.some(({ sessionId }) => sessionId === record.id)) return 'not ours';
          const startedAt = record.session.start_time * 1000;
          if (!holds(own, startedAt)) return 'not ours';
          const rivals = others.filter((one) => one.sessionId === undefined && holds(one, startedAt));
          allAreRead();
          return rivals.length > 0 ? 'ambiguous' : 'ours';
        },
        close() {
          if (own.sessionId !== undefined) own.to ??= clock.now().getTime();
          if (lane.busy === busy) lane.busy = null;
          free();
        },
      };
    },
    see(run) {
      if (run.action === 'RUN') for (const slot of run.slots) put(run, slot);
    },
    wasStarted(address, operation, { session }) {
      const moment = session.start_time * 1000;
      return windowsOf(address, operation).some(
        (one) => one.sessionId !== null && (holds(one, moment) || isBeside(one, moment)),
      );
    },
    isOfStart(address, operation, { id, session }) {
      const windows = windowsOf(address, operation);
      if (windows.some(({ sessionId }) => sessionId === id)) return 'yes';
      const may = windows.some((one) => one.sessionId === undefined && holds(one, session.start_time * 1000));
      return may ? 'perhaps' : 'no';
    },
    get count() {
      return count;
    },
    isStartedAfter(address, operation, earlier, before) {
      const until = before ? before.getTime() + CLOCK_TOLERANCE_MS : Number.POSITIVE_INFINITY;
      return windowsOf(address, operation).some(
        ({ number, sessionId, from }) => number > earlier && sessionId !== null && from <= until,
      );
    },
    isUnanswered: (address, operation) => (lanes.get(`${address}/${operation}`)?.busy ?? null) !== null,
  };
}

/** The session of a start; undefined if it is not known, null if nothing was started. */
function sessionOf({ record, status }: RunSlot): string | null | undefined {
  if (record) return record.id;
  return NOTHING_STARTED.has(status) ? null : undefined;
}

const startOf = (record: SessionRecord | null) => record && record.session.start_time * 1000;

/** Both times are of the clock of the agent, so the clock of the server may be wrong. */
function isBeside({ sessionStart }: Window, moment: number): boolean {
  return sessionStart !== null && Math.abs(moment - sessionStart) <= CLOCK_TOLERANCE_MS;
}

function holds({ from, to }: Window, moment: number): boolean {
  return (
    moment >= from - CLOCK_TOLERANCE_MS && moment <= (to ?? Number.POSITIVE_INFINITY) + CLOCK_TOLERANCE_MS
  );
}
