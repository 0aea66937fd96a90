import type { Core } from '../core/core.js';
import { problemsOf } from '../core/slots/problems.js';
import { messageOf } from '../lib/error-message.js';
import type { Logger } from '../lib/logger.js';
import type { Closable } from '../lib/topic.js';
import type { Alert } from './alert.js';
import { createFailedRuns } from './failed-runs.js';
import { slotAlerts } from './slot-alerts.js';

/**
 * Many changes come together, such as the slots of a run. They are looked at once. While runs report their progress, this
 * is how often the server looks.
 */
const LOOK_AFTER_MS = 1000;
/** Among so many runs a server looks at its start for those that failed before. */
const MAX_PAST_RUNS = 100;

/** What the core offers to the alerts. */
export type Watched = Pick<
  Core,
  'clock' | 'connection' | 'events' | 'marks' | 'overdue' | 'profile' | 'registry' | 'runs' | 'storeHealth'
>;

/** Calls `show` with all alerts that fire, after each change that may begin or end one. */
export function watchAlerts(
  core: Watched,
  logger: Logger,
  show: (firing: readonly Alert[]) => void,
): Closable {
  const { clock, connection, events, marks, overdue, profile, registry, runs, storeHealth } = core;
  const failedRuns = createFailedRuns();
  const ofSlots = new Map<string, readonly Alert[]>();
  const changed = new Set<string>();
  let due: Closable | null = null;
  let nextEnd: Closable | null = null;
  let wasFiring = false;
  let isClosed = false;

  function lookSoon(): void {
    if (!isClosed) due ??= clock.after(LOOK_AFTER_MS, look);
  }

  function look(): void {
    due = null;
    nextEnd?.close();
    for (const address of changed) lookAt(address);
    changed.clear();
    const firing = [
      ...linkAlerts(connection.link),
      ...storeAlerts(storeHealth),
      ...[...ofSlots.values()].flat(),
      ...failedRuns.alerts(clock.now()),
    ];
    if (firing.length > 0 || wasFiring) show(firing);
    wasFiring = firing.length > 0;
    const end = failedRuns.nextEnd;
    nextEnd = end && clock.after(Math.max(0, end.getTime() - clock.now().getTime()), lookSoon);
  }

  function lookAt(address: string): void {
    const slot = registry.byAddress(address);
    const problems = slot && problemsOf(slot, { slots: registry.slots, marks, profile, overdue });
    const alerts = slot && problems ? slotAlerts(slot, problems, marks.outOfService(address) !== null) : [];
    if (alerts.length > 0) ofSlots.set(address, alerts);
    else ofSlots.delete(address);
  }

  const listening = [
    events.slots.listen(({ slot }) => {
      changed.add(slot.address);
      lookSoon();
    }),
    events.runs.listen((run) => {
      failedRuns.take(run, clock.now());
      for (const { address } of run.slots) if (address !== null) changed.add(address);
      lookSoon();
    }),
    connection.onLinkChange(lookSoon),
    storeHealth.changes.listen(lookSoon),
  ];

  /** After a restart, the runs that failed before it still have their alerts. */
  async function readPast(): Promise<void> {
    const { runs: past } = await runs.list({ actions: ['RUN'] }, { first: MAX_PAST_RUNS });
    for (const run of past.toReversed()) failedRuns.take(run, clock.now());
    lookSoon();
  }

  for (const { address } of registry.slots) changed.add(address);
  lookSoon();
  void readPast().catch((error) =>
    logger.warn({ reason: messageOf(error) }, 'alerts of earlier runs are missing: the runs cannot be read'),
  );
  return {
    close() {
      isClosed = true;
      for (const listener of listening) listener.close();
      due?.close();
      nextEnd?.close();
    },
  };
}

function linkAlerts({ connected, since, reason }: Watched['connection']['link']): readonly Alert[] {
  if (connected) return [];
  const why = reason === null ? '' : `: ${reason}`;
  return [
    {
      ...{ key: 'link', name: 'LinkDown', severity: 'critical', labels: {}, startsAt: since, view: '' },
      description: `The server is not connected to the router, and no slot can be commanded${why}.`,
    },
  ];
}

function storeAlerts({ problem }: Watched['storeHealth']): readonly Alert[] {
  if (problem?.code !== 'STORE_UNAVAILABLE') return [];
  const { message, since } = problem;
  return [
    {
      ...{ key: 'store', name: 'StoreFailing', severity: 'critical', labels: {}, startsAt: since, view: '' },
      description: message,
    },
  ];
}
