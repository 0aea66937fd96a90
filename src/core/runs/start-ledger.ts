import type { Clock } from '../../lib/clock.js';
import type { SessionRecord } from '../slots/session-record.js';

/** How far an agent's clock may be from ours for its session to be recognised by its start time. */
export const CLOCK_TOLERANCE_MS = 5000;
/** So many starts of one operation on one slot are remembered; older windows cannot overlap new ones. */
const REMEMBERED = 16;

/** What a session is to a start whose answer was lost. */
export type Claim = 'ours' | 'not ours' | 'ambiguous';

/** One start of an operation on a slot, from its sending until it is known what came of it. */
export interface LedgerEntry {
  /** The answer came, or the session was recognised. */
  answered(record: SessionRecord | null): void;
  /** Whether the session is what this start gave. An ambiguous one belongs to nobody. */
  claim(record: SessionRecord): Claim;
  /** Lets the next start go. To be called in every case. */
  close(): void;
}

/**
 * Which start gave which session. At most one start of an operation on a slot is unanswered at a time, so that a
 * lost answer can be told from another's: the next waits for its turn.
 */
export interface StartLedger {
  /**
   * Waits for the turn, for `waitMs` at most.
   * @returns null if it did not come in time or `signal` aborted
   */
  enter(address: string, operation: string, waitMs: number, signal: AbortSignal): Promise<LedgerEntry | null>;
  /** Whether we started `operation` on the slot when the session, of whichever operation, began. */
  wasStarted(address: string, operation: string, record: SessionRecord): boolean;
  /** Whether a start has no answer yet. */
  isUnanswered(address: string, operation: string): boolean;
}

interface Window {
  readonly from: number;
  /** Null while the answer may still come. */
  to: number | null;
  /** Id of the session that the start gave; undefined while that is not known, null if it gave none. */
  sessionId: string | null | undefined;
}

interface Lane {
  windows: readonly Window[];
  /** Settles when nobody has a turn. */
  busy: Promise<void> | null;
}

export function createStartLedger(clock: Clock): StartLedger {
  const lanes = new Map<string, Lane>();

  async function turn(lane: Lane, waitMs: number, signal: AbortSignal): Promise<boolean> {
    const deadline = clock.monotonic() + waitMs;
    while (lane.busy && !signal.aborted) {
      const left = deadline - clock.monotonic();
      if (left <= 0) return false;
      const over = new AbortController();
      const leave = () => over.abort();
      signal.addEventListener('abort', leave);
      await Promise.race([lane.busy, clock.sleep(left, over.signal)]);
      signal.removeEventListener('abort', leave);
      leave();
    }
    return !signal.aborted;
  }

  return {
    async enter(address, operation, waitMs, signal) {
      const key = `${address}/${operation}`;
      const lane = lanes.get(key) ?? { windows: [], busy: null };
      lanes.set(key, lane);
      if (!(await turn(lane, waitMs, signal))) return null;
      const own: Window = { from: clock.now().getTime(), to: null, sessionId: undefined };
      let free = () => {};
      const busy = new Promise<void>((resolve) => {
        free = resolve;
      });
      lane.busy = busy;
      lane.windows = [...lane.windows, own].slice(-REMEMBERED);
      return {
        answered(record) {
          own.sessionId = record?.id ?? null;
        },
        claim(record) {
          own.to ??= clock.now().getTime();
          const others = lane.windows.filter((window) => window !== own);
          if (others.some(({ sessionId }) => sessionId === record.id)) return 'not ours';
          const startedAt = record.session.start_time * 1000;
          if (!holds(own, startedAt)) return 'not ours';
          const rivals = others.filter((one) => one.sessionId === undefined && holds(one, startedAt));
          return rivals.length > 0 ? 'ambiguous' : 'ours';
        },
        close() {
          own.to ??= clock.now().getTime();
          if (lane.busy === busy) lane.busy = null;
          free();
        },
      };
    },
    wasStarted(address, operation, { session }) {
      const windows = lanes.get(`${address}/${operation}`)?.windows ?? [];
      return windows.some((one) => one.sessionId !== null && holds(one, session.start_time * 1000));
    },
    isUnanswered: (address, operation) => (lanes.get(`${address}/${operation}`)?.busy ?? null) !== null,
  };
}

function holds({ from, to }: Window, moment: number): boolean {
  return (
    moment >= from - CLOCK_TOLERANCE_MS && moment <= (to ?? Number.POSITIVE_INFINITY) + CLOCK_TOLERANCE_MS
  );
}
