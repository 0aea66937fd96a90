import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { Alert } from '../../src/alerts/alert.js';
import { watchAlerts } from '../../src/alerts/watch-alerts.js';
import { fingerprint } from '../../src/alerts/webhook-body.js';
import type { Core } from '../../src/core/core.js';
import { NOTHING_KEPT } from '../../src/core/known-slots.js';
import { problem } from '../../src/core/slots/problem.js';
import type { KeptOutcome, RememberedSlot, SlotStore } from '../../src/core/slots/slot-store.js';
import type { StoreHealth } from '../../src/core/store-health.js';
import { silentLogger } from '../../src/lib/logger.js';
import { createTopic } from '../../src/lib/topic.js';
import { type Observatory, type ObservatoryOptions, startObservatory } from '../core/observatory.js';
import type { VirtualClock } from '../virtual-clock.js';

const S2 = 'observatory.pysmurf-controller-s2';
const MINUTE_MS = 60_000;
const SHORT = { params: { duration: 5 } };

interface Site extends Observatory {
  /** What fires now: `SlotExpired ufm_mv2`. */
  readonly firing: () => readonly string[];
  readonly alerts: () => readonly Alert[];
  /** Resolves when exactly this fires. */
  fires(...names: readonly string[]): Promise<void>;
}

function watch(t: TestContext, core: Core, clock: VirtualClock) {
  let alerts: readonly Alert[] = [];
  const everFired = new Set<string>();
  const nameOf = ({ name, labels }: Alert) => `${name} ${labels['slot'] ?? labels['operation'] ?? ''}`.trim();
  const watching = watchAlerts(core, silentLogger, (firing) => {
    alerts = firing;
    for (const alert of firing) everFired.add(nameOf(alert));
  });
  t.after(() => watching.close());
  const firing = () => alerts.map(nameOf);
  return {
    ...{ firing, everFired, alerts: () => alerts },
    async fires(...names: readonly string[]) {
      const wanted = JSON.stringify(names.toSorted());
      const look = () => JSON.stringify(firing().toSorted()) === wanted;
      await clock.until(look, `${wanted} fires, not ${firing()}`, 30 * MINUTE_MS);
    },
  };
}

async function observed(t: TestContext, options: ObservatoryOptions = {}): Promise<Site> {
  const site = await startObservatory(t, options);
  const watching = watch(t, site.core, site.clock);
  await site.clock.advance(2000);
  assert.deepEqual(watching.firing(), []);
  return { ...site, ...watching };
}

/** A store of slots and marks that outlives the core. */
function memorySlots(): SlotStore {
  const slots = new Map<string, RememberedSlot>();
  let unresolved: KeptOutcome[] = [];
  return {
    load: async () => ({ ...NOTHING_KEPT.slots, slots: [...slots.values()], unresolved }),
    async saveSlots(changed) {
      for (const slot of changed) slots.set(slot.address, slot);
    },
    ...{ forget: async () => {}, saveOutOfService: async () => {} },
    async saveOutcome(outcome) {
      unresolved.push(outcome);
    },
    async dropOutcome(address, runId) {
      unresolved = unresolved.filter((one) => one.address !== address || one.runId !== runId);
    },
  };
}

describe('the alert', () => {
  it('SlotExpired lasts until the slot returns', async (t) => {
    const { clock, slots, fires, alerts, found } = await observed(t, { slots: [{}, {}] });
    const silence = slots[0]?.fault({ kind: 'silent' });
    await fires('SlotExpired ufm_mv2');
    const [alert] = alerts();
    assert.ok(alert && slots[0]);
    assert.deepEqual([alert.startsAt, alert.severity], [found(slots[0]).lastRefresh, 'critical']);
    assert.deepEqual(alert.labels, { slot: 'ufm_mv2', instance_id: 'pysmurf-controller-s2' });
    assert.match(alert.description, /^ufm_mv2: No heartbeat since 2026-/);
    await clock.advance(30 * MINUTE_MS);
    await fires('SlotExpired ufm_mv2');
    silence?.close();
    await fires();
  });

  it('SlotExpired ends when the slot is forgotten or taken out of service', async (t) => {
    const { slots, fires, core } = await observed(t, { slots: [{}, {}] });
    for (const slot of slots) slot.fault({ kind: 'silent' });
    await fires('SlotExpired ufm_mv2', 'SlotExpired ufm_mv3');
    core.registry.forget(S2);
    await fires('SlotExpired ufm_mv3');
    const since = core.clock.now();
    core.marks.setOutOfService('observatory.pysmurf-controller-s3', { since, by: null, reason: 'cold' });
    await fires();
  });

  it('SlotLost lasts while a run has lost the slot, also after its end, until somebody acknowledges', async (t) => {
    const { clock, slots, fires, start, core } = await observed(t, { lostSeconds: 60 });
    const begun = await start('take_noise', { params: { duration: 600 } });
    await clock.advance(5000);
    const silence = slots[0]?.fault({ kind: 'silent' });
    await fires('SlotExpired ufm_mv2', 'SlotLost ufm_mv2');
    await fires('SlotExpired ufm_mv2', 'SlotLost ufm_mv2', 'RunFailed take_noise');
    assert.ok((await core.runs.get(begun.id))?.endTime);
    slots[0]?.fault({ kind: 'crash' }).close();
    silence?.close();
    await fires('SlotLost ufm_mv2', 'RunFailed take_noise');
    core.marks.acknowledge(S2, { at: clock.now(), by: 'anna' });
    await fires('RunFailed take_noise');
  });

  it('SlotOverdue lasts until the operation ends', async (t) => {
    const { slots, fires, start, end, alerts } = await observed(t);
    for (let round = 0; round < 3; round += 1) await end(await start('take_noise', SHORT));
    slots[0]?.fault({ kind: 'hang', operation: 'take_noise' });
    const begun = await start('take_noise', SHORT);
    await fires('SlotOverdue ufm_mv2');
    const { labels, severity } = alerts()[0] as Alert;
    assert.deepEqual([labels['operation'], labels['run'], severity], ['take_noise', begun.id, 'warning']);
    slots[0]?.fault({ kind: 'crash' });
    await fires('SlotExpired ufm_mv2', 'SlotLost ufm_mv2');
  });

  it('OutcomeNotAcknowledged lasts until the end of the session is seen', async (t) => {
    const { slots, fires, start, clock } = await observed(t, { timeoutSeconds: 30 });
    await start('take_noise', { params: { duration: 120 } });
    await fires('OutcomeNotAcknowledged ufm_mv2', 'RunFailed take_noise');
    await clock.until(() => slots[0]?.session('take_noise')?.status === 'done', 'the operation ends');
    await fires('RunFailed take_noise');
  });

  it('StreamStopped lasts until the next stream', async (t) => {
    const { slots, fires, start, core, clock } = await observed(t);
    const raising = slots[0]?.fault({ kind: 'raise', operation: 'stream' });
    await start('stream');
    await fires('StreamStopped ufm_mv2', 'RunFailed stream');
    raising?.close();
    await start('stream');
    await clock.until(
      () => core.registry.byAddress(S2)?.sessions.get('stream')?.session.status === 'running',
      'it runs',
    );
    await fires('RunFailed stream');
  });

  it('RunFailed lasts until the operation has succeeded on all slots where it had not', async (t) => {
    const { slots, fires, start, end, alerts } = await observed(t, { slots: [{}, {}, {}] });
    for (const slot of slots.slice(0, 2)) slot.failNext('take_noise', 'no tones');
    const failed = await end(await start('take_noise', SHORT));
    await fires('RunFailed take_noise');
    const [{ labels, startsAt, description, view }] = alerts() as [Alert];
    assert.deepEqual([labels, startsAt], [{ operation: 'take_noise', run: failed.id }, failed.endTime]);
    assert.match(description, /^take_noise did not succeed on 2 of 3 slots\. ufm_mv2: FAILED, no tones\. /);
    assert.equal(view, `?view=run&id=${failed.id}`);
    await end(await start('take_noise', { ...SHORT, streamIds: ['ufm_mv2'] }));
    await fires('RunFailed take_noise');
    await end(await start('take_noise', { ...SHORT, streamIds: ['ufm_mv3', 'ufm_mv4'] }));
    await fires();
  });

  it('RunFailed ends by itself after 15 minutes', async (t) => {
    const { clock, slots, fires, firing, start, end } = await observed(t);
    slots[0]?.failNext('take_noise', 'no tones');
    const { endTime } = await end(await start('take_noise', SHORT));
    await fires('RunFailed take_noise');
    const left = (endTime?.getTime() ?? 0) + 15 * MINUTE_MS - clock.now().getTime();
    await clock.advance(left - 1000);
    assert.deepEqual(firing(), ['RunFailed take_noise']);
    await clock.advance(2000);
    assert.deepEqual(firing(), []);
  });

  it('RunFailed is for the newest 200 runs at most', async (t) => {
    const { clock, slots, alerts, start, end } = await observed(t);
    slots[0]?.fault({ kind: 'raise', operation: 'zero_biases' });
    for (let round = 0; round < 203; round += 1) await end(await start('zero_biases'));
    await clock.advance(1000);
    assert.ok(alerts().length <= 200 && alerts().length > 100, String(alerts().length));
  });

  it('RunFailed is not for a run that was cancelled', async (t) => {
    const { clock, firing, start, cancel, end } = await observed(t);
    const begun = await start('stream');
    await clock.advance(5000);
    await cancel(begun);
    await end(begun);
    await clock.advance(5000);
    assert.deepEqual(firing(), []);
  });

  it('LinkDown lasts until the router is back', async (t) => {
    const { link, fires, alerts } = await observed(t);
    link.drop('the router is gone');
    await fires('LinkDown');
    assert.equal(alerts()[0]?.startsAt, link.link.since);
    link.restore();
    await fires();
  });

  it('StoreFailing lasts while runs cannot be stored', async (t) => {
    const { core, clock } = await startObservatory(t);
    const message = 'Runs cannot be stored: the disk is full.';
    let trouble: StoreHealth['problem'] = null;
    const changes = createTopic<void>(assert.ifError);
    const set = (code: 'STORE_UNAVAILABLE' | 'RUNS_IN_MEMORY' | null) => {
      trouble = code && problem({ code, message, since: clock.now() });
      changes.emit();
    };
    const storeHealth = {
      get problem() {
        return trouble;
      },
      changes,
    };
    const { fires, alerts } = watch(t, { ...core, storeHealth }, clock);
    set('STORE_UNAVAILABLE');
    await fires('StoreFailing');
    assert.equal(alerts()[0]?.description, message);
    set('RUNS_IN_MEMORY');
    await fires();
  });
});

describe('after a restart of the server', () => {
  it('the same alerts fire with the same fingerprints and the same beginnings, and nothing fires meanwhile', async (t) => {
    const site = await observed(t, { slots: [{}, {}, {}], slotStore: memorySlots(), timeoutSeconds: 30 });
    const { clock, slots, start, restart, fires, alerts } = site;
    slots[1]?.failNext('set_biases', 'no tones');
    await start('set_biases', { streamIds: ['ufm_mv3'], params: { bias: 1 } });
    await start('take_noise', { streamIds: ['ufm_mv2'], params: { duration: 3600 } });
    await clock.advance(10_000);
    slots[2]?.fault({ kind: 'silent' });
    const names = [
      ...['OutcomeNotAcknowledged ufm_mv2', 'RunFailed set_biases', 'RunFailed take_noise'],
      'SlotExpired ufm_mv4',
    ];
    await fires(...names);
    const identities = (list: readonly Alert[]) =>
      list
        .map(({ name, labels, startsAt }) => `${name} ${fingerprint(labels)} ${startsAt.toISOString()}`)
        .toSorted();
    const before = identities(alerts());
    site.core.close();
    const after = watch(t, await restart(), clock);
    await after.fires(...names);
    assert.deepEqual(identities(after.alerts()), before);
    const others = [...after.everFired].filter((name) => !names.includes(name));
    assert.deepEqual(others, [], 'slots that were not heard yet have not expired');
  });
});

it('everything is given back at the end', async (t) => {
  const { core, clock } = await startObservatory(t);
  const before = Object.values(core.events).map(({ listenerCount }) => listenerCount);
  const timers = clock.timers;
  const watching = watchAlerts(core, silentLogger, () => {});
  watching.close();
  await clock.advance(0);
  assert.deepEqual(
    Object.values(core.events).map(({ listenerCount }) => listenerCount),
    before,
  );
  assert.equal(clock.timers, timers);
});
