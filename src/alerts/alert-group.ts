import type { Clock } from '../lib/clock.js';
import type { Closable } from '../lib/topic.js';
import type { Alert, AlertState } from './alert.js';
import type { Posted } from './webhook.js';

/** Alerts that begin or end within this time are in one post. An alert that ends within it is not sent at all. */
const GROUP_WAIT_MS = 5000;
/** A post without changes says that the alerts still fire. The default of Alertmanager. */
const REPEAT_MS = 4 * 3600_000;
const FIRST_RETRY_MS = 1000;
const LAST_RETRY_MS = 60_000;
/** Alerts in one post. What has begun comes first, then what has ended, and those for which there is no room are in the next post. */
const MAX_ALERTS = 100;
/** How many ends wait for a receiver that is out of reach. Older ones are dropped. */
const MAX_ENDED = 1000;

export interface AlertGroupOptions {
  /** @param truncated how many alerts of the group are not in the post */
  readonly post: (alerts: readonly AlertState[], truncated: number) => Promise<Posted>;
  /** Why the last post was not delivered; null if it was, or if there is nothing to send any more. */
  readonly onResult: (failure: string | null, isDelivered: boolean) => void;
  readonly clock: Clock;
}

/** Alerts of one name, which are posted together. What the receiver missed is not made up: it gets the newest state. */
export interface AlertGroup extends Closable {
  /** @param firing all alerts of this name that fire */
  show(firing: readonly Alert[]): void;
}

interface Entry {
  readonly alert: Alert;
  endsAt: Date | null;
  /** The receiver may know that it fires: its end must be sent. */
  isKnown: boolean;
  /** The receiver knows its current state. */
  isTold: boolean;
}

export function createAlertGroup({ post, onResult, clock }: AlertGroupOptions): AlertGroup {
  const entries = new Map<string, Entry>();
  let timer: Closable | null = null;
  /** The timer waits for a change or the repetition, not for a post that is due. */
  let isQuiet = true;
  let failures = 0;
  let isClosed = false;

  const hasNews = () => [...entries.values()].some(({ isTold }) => !isTold);

  function show(firing: readonly Alert[]): void {
    const keys = new Set(firing.map(({ key }) => key));
    for (const [key, entry] of entries) if (entry.endsAt === null && !keys.has(key)) end(key, entry);
    for (const alert of firing) begin(alert);
    dropOldEnds();
    if (isQuiet && hasNews()) wait(GROUP_WAIT_MS);
  }

  function begin(alert: Alert): void {
    const known = entries.get(alert.key);
    if (known?.endsAt === null && known.alert.startsAt.getTime() === alert.startsAt.getTime()) return;
    entries.set(alert.key, { alert, endsAt: null, isKnown: known?.isKnown ?? false, isTold: false });
  }

  function end(key: string, entry: Entry): void {
    entry.endsAt = clock.now();
    entry.isTold = false;
    if (!entry.isKnown) entries.delete(key);
  }

  function dropOldEnds(): void {
    const ended = [...entries].filter(([, { endsAt }]) => endsAt !== null);
    for (const [key] of ended.slice(0, -MAX_ENDED)) entries.delete(key);
  }

  function wait(ms: number): void {
    timer?.close();
    isQuiet = false;
    timer = clock.after(ms, () => {
      // What was new may be over.
      if (hasNews() || failures > 0) void send();
      else rest();
    });
  }

  /** Nothing is due: the next change, or the repetition, sends a post. */
  function rest(): void {
    timer?.close();
    isQuiet = true;
    timer = entries.size > 0 ? clock.after(REPEAT_MS, () => void send()) : null;
  }

  async function send(): Promise<void> {
    isQuiet = false;
    const all = [...entries.values()].sort((a, b) => rankOf(a) - rankOf(b));
    if (all.length === 0) {
      failures = 0;
      onResult(null, false);
      return rest();
    }
    const sent = all
      .slice(0, MAX_ALERTS)
      .map((entry) => ({ entry, endsAt: entry.endsAt, wasKnown: entry.isKnown }));
    for (const { entry } of sent) entry.isKnown = true;
    const states = sent.map(({ entry: { alert }, endsAt }) => ({ alert, endsAt }));
    const posted = await post(states, all.length - sent.length);
    if (isClosed) return;
    if (posted.kind === 'failed') {
      failures += 1;
      if (!posted.wasSent) for (const { entry, wasKnown } of sent) forget(entry, wasKnown);
      onResult(posted.reason, false);
      const delay = Math.min(FIRST_RETRY_MS * 2 ** (failures - 1), LAST_RETRY_MS);
      return wait(Math.max(delay, posted.retryAfterMs));
    }
    failures = 0;
    for (const { entry, endsAt } of sent) settle(entry, endsAt);
    onResult(null, true);
    if (hasNews()) wait(GROUP_WAIT_MS);
    else rest();
  }

  /** The post did not leave: the receiver knows what it knew before. */
  function forget(entry: Entry, wasKnown: boolean): void {
    entry.isKnown = wasKnown;
    if (!wasKnown && entry.endsAt !== null) remove(entry);
  }

  function settle(entry: Entry, endsAt: Date | null): void {
    if (entry.endsAt !== endsAt) return;
    if (endsAt === null) entry.isTold = true;
    else remove(entry);
  }

  function remove(entry: Entry): void {
    if (entries.get(entry.alert.key) === entry) entries.delete(entry.alert.key);
  }

  return {
    show,
    close() {
      isClosed = true;
      timer?.close();
    },
  };
}

/** In which order alerts are sent. */
function rankOf({ isTold, endsAt }: Entry): number {
  if (isTold) return 2;
  return endsAt === null ? 0 : 1;
}
