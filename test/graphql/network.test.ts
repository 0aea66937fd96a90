import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { type ObservatoryOptions, startObservatory } from '../core/observatory.js';
import { inProcess } from './in-process.js';

async function start(t: TestContext, options: ObservatoryOptions = {}) {
  const observatory = await startObservatory(t, { slots: [{}, {}], expireTimeMs: 5000, ...options });
  return { ...observatory, ...inProcess(observatory.core) };
}

interface Event {
  readonly network: {
    readonly smurfInstances: readonly { readonly instanceId: string; readonly expired: boolean }[];
  };
}

const SLOTS = `subscription { network { ...Listed } }
  fragment Listed on Network { smurfInstances { instanceId expired outOfService { reason } } }`;
const S2 = 'pysmurf-controller-s2';
const S3 = 'pysmurf-controller-s3';

const shown = ({ network }: Event) =>
  network.smurfInstances.map(({ instanceId, expired }) => `${instanceId}${expired ? ' (silent)' : ''}`);

describe('the subscription network', () => {
  it('sends the whole list of slots at once, then again when a slot falls silent, disappears or appears', async (t) => {
    const { clock, subscribe, slots, ask } = await start(t);
    const [, slot] = slots;
    assert.ok(slot);
    const events = await subscribe<Event>(SLOTS);
    const listOf = async (...wanted: string[]) => {
      for (;;) {
        const list = shown(await clock.settle(events.next(), wanted.join()));
        if (list.join() === wanted.join()) return;
      }
    };
    assert.deepEqual(shown(await events.next()), [S2, S3]);
    await clock.settle(slot.crash(), 'the agent is gone');
    await listOf(S2, `${S3} (silent)`);
    await ask('mutation { forgetInstance(id: "pysmurf-controller-s3") }');
    await listOf(S2);
    await clock.settle(slot.restart(), 'the agent is back');
    await listOf(S2, S3);
    await events.leave();
  });

  it('sends at most twice a second, and the last state always', async (t) => {
    const { clock, subscribe, core, found, slots } = await start(t);
    const [slot] = slots;
    assert.ok(slot);
    const events = await subscribe<{
      network: { smurfInstances: { outOfService: { reason: string } | null }[] };
    }>(SLOTS);
    await events.next();
    const times: number[] = [];
    let last: string | undefined;
    const reading = (async () => {
      while (last !== 'change 99') {
        const { network } = await events.next();
        times.push(clock.monotonic());
        last = network.smurfInstances[0]?.outOfService?.reason;
      }
    })();
    for (let change = 0; change < 100; change++) {
      const mark = { since: clock.now(), by: null, reason: `change ${change}` };
      core.marks.setOutOfService(found(slot).address, mark);
      await clock.advance(20);
    }
    await clock.settle(reading, 'the last change');
    assert.ok(times.length >= 4 && times.length <= 6, `${times.length} events in two seconds`);
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    assert.ok(
      gaps.every((gap) => gap >= 500),
      `${gaps}`,
    );
    await events.leave();
  });

  it('sends no events about slots to a subscriber that selects only the connection', async (t) => {
    const { clock, subscribe, slots, link } = await start(t);
    const events = await subscribe<{ network: { connected: boolean } }>(
      'subscription { network { connected } }',
    );
    assert.deepEqual(await events.next(), { network: { connected: true } });
    let next: unknown;
    const reading = events.next().then((event) => {
      next = event;
    });
    await clock.settle(slots[0]?.crash() ?? Promise.resolve(), 'an agent is gone');
    await clock.advance(10_000);
    assert.equal(next, undefined);
    link.drop();
    await clock.settle(reading, 'the link is lost');
    assert.deepEqual(next, { network: { connected: false } });
    link.restore();
    await events.leave();
  });

  it('has the same objects and ids as the query', async (t) => {
    const { ask, subscribe } = await start(t);
    const selection = '{ network { id smurfInstances(streamIds: ["ufm_mv3"], expired: false) { id } } }';
    const events = await subscribe(`subscription ${selection}`);
    assert.deepEqual(await events.next(), await ask(selection));
    const { network } = await ask<{ network: { smurfInstances: unknown } }>(selection);
    const list = await ask('{ smurfInstances(streamIds: ["ufm_mv3"]) { id } }');
    assert.deepEqual(list, { smurfInstances: network.smurfInstances });
    await events.leave();
  });
});
