import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { type ObservatoryOptions, startObservatory } from '../core/observatory.js';
import { inProcess } from './in-process.js';

interface Named {
  readonly instanceId: string;
}

interface Commanded {
  readonly id: string;
  readonly slots: readonly Named[];
}

interface SlotEvent {
  readonly smurfInstances: { readonly kind: string; readonly instances: readonly Named[] };
}

const S2 = 'pysmurf-controller-s2';
const S3 = 'pysmurf-controller-s3';
const NAMES_OF_S3 = ['ufm_mv3', S3, `observatory.${S3}`];
/** The stream id of the third is the instance id of the first. */
const AMBIGUOUS = { slots: [{}, {}, { streamId: S2 }] };
const BOTH = { name: S2, addresses: ['observatory.pysmurf-controller-s4', `observatory.${S2}`] };

const SLOTS = `query ($streamIds: [ID!], $allowUnknown: Boolean) {
  smurfInstances(streamIds: $streamIds, allowUnknown: $allowUnknown) { instanceId }
}`;
const SLOT = 'query ($id: ID!) { smurfInstance(id: $id) { instanceId } }';
const WATCH = {
  smurfInstances: `subscription ($streamIds: [ID!], $allowUnknown: Boolean) {
    smurfInstances(streamIds: $streamIds, allowUnknown: $allowUnknown) { kind instances { instanceId } }
  }`,
  sessionUpdates: `subscription ($streamIds: [ID!], $allowUnknown: Boolean) {
    sessionUpdates(streamIds: $streamIds, allowUnknown: $allowUnknown) { instance { instanceId } }
  }`,
  feed: `subscription ($streamIds: [ID!], $allowUnknown: Boolean) {
    feed(streamIds: $streamIds, allowUnknown: $allowUnknown) { instance { instanceId } }
  }`,
};
const RUNS = 'query ($slot: ID!) { runs(filter: { slot: $slot }) { nodes { id } } }';
const WATCH_RUNS = 'subscription ($slot: ID!) { runs(filter: { slot: $slot }) { id } }';
const COMMANDS = {
  setOutOfService: `mutation ($streamIds: [ID!]!) {
    slots: setOutOfService(streamIds: $streamIds, reason: "a test") { instanceId }
  }`,
  setInService: 'mutation ($streamIds: [ID!]!) { slots: setInService(streamIds: $streamIds) { instanceId } }',
  acknowledge: 'mutation ($streamIds: [ID!]!) { slots: acknowledge(streamIds: $streamIds) { instanceId } }',
  runOperation: `mutation ($streamIds: [ID!]!) {
    run: runOperation(operation: "all_off", streamIds: $streamIds) { id slots { instanceId } }
  }`,
};

async function start(t: TestContext, options: ObservatoryOptions = { slots: [{}, {}] }) {
  const observatory = await startObservatory(t, options);
  return { ...observatory, ...inProcess(observatory.core) };
}

const idsOf = (slots: readonly Named[]) => slots.map(({ instanceId }) => instanceId);

describe('a slot', () => {
  for (const name of NAMES_OF_S3) {
    it(`is found as ${name} by queries, subscriptions, filters and commands`, async (t) => {
      const { ask, subscribe, clock } = await start(t);
      const { smurfInstances } = await ask<{ smurfInstances: Named[] }>(SLOTS, { streamIds: [name] });
      assert.deepEqual(idsOf(smurfInstances), [S3]);
      assert.deepEqual(await ask(SLOT, { id: name }), { smurfInstance: { instanceId: S3 } });
      for (const document of Object.values(WATCH)) {
        const reader = await subscribe(document, { streamIds: [name] });
        const event = await clock.settle(reader.next(), 'an event');
        assert.match(JSON.stringify(event), new RegExp(S3));
        assert.doesNotMatch(JSON.stringify(event), new RegExp(S2));
        await reader.leave();
      }
      const ids: string[] = [];
      for (const document of Object.values(COMMANDS)) {
        const asked = ask<{ slots?: Named[]; run?: Commanded }>(document, { streamIds: [name] });
        const { slots, run } = await clock.settle(asked, 'an answer');
        assert.deepEqual(idsOf(slots ?? run?.slots ?? []), [S3], document);
        if (run) ids.push(run.id);
        if (slots) await ask(COMMANDS.setInService, { streamIds: [name] });
      }
      const { stopOperation } = await ask<{ stopOperation: Commanded }>(
        'mutation ($streamIds: [ID!]) { stopOperation(operation: "stream", streamIds: $streamIds) { id slots { instanceId } } }',
        { streamIds: [name] },
      );
      assert.deepEqual(idsOf(stopOperation.slots), [S3]);
      const { runs } = await ask<{ runs: { nodes: { id: string }[] } }>(RUNS, { slot: name });
      assert.deepEqual(runs.nodes.map(({ id }) => id).sort(), [...ids, stopOperation.id].sort());
      assert.deepEqual(await ask(RUNS, { slot: S2 }), { runs: { nodes: [] } });
      const reader = await subscribe(WATCH_RUNS, { slot: name });
      await reader.leave();
    });
  }

  it('is found by the id of its object', async (t) => {
    const { ask } = await start(t);
    const { smurfInstances } = await ask<{ smurfInstances: { id: string }[] }>('{ smurfInstances { id } }');
    const { id } = smurfInstances[1] ?? {};
    assert.deepEqual(await ask(SLOTS, { streamIds: [id] }), { smurfInstances: [{ instanceId: S3 }] });
    assert.deepEqual(await ask(SLOT, { id }), { smurfInstance: { instanceId: S3 } });
  });
});

describe('the reserved name all', () => {
  for (const [what, document] of Object.entries(COMMANDS)) {
    it(`selects all slots in ${what}`, async (t) => {
      const { ask, clock } = await start(t);
      const asked = ask<{ slots?: Named[]; run?: Commanded }>(document, { streamIds: ['all'] });
      const { slots, run } = await clock.settle(asked, 'an answer');
      assert.deepEqual(idsOf(slots ?? run?.slots ?? []), [S2, S3]);
    });
  }

  it('marks expired slots, too, and is rejected if no slot is known', async (t) => {
    const { ask, clock, core, rejection, slots } = await start(t);
    await Promise.all(slots.map((slot) => clock.settle(slot.crash(), 'the agent has crashed')));
    await clock.until(() => core.registry.slots.every(({ expired }) => expired), 'all slots have expired');
    const marked = await ask<{ slots: Named[] }>(COMMANDS.setOutOfService, { streamIds: ['all'] });
    assert.deepEqual(idsOf(marked.slots), [S2, S3]);
    for (const { address } of slots) core.registry.forget(address);
    const { code } = await rejection(COMMANDS.acknowledge, { streamIds: ['all'] });
    assert.equal(code, 'NO_LIVE_INSTANCE');
  });

  it('is named in the error for an empty list of slots to mark, which cannot be omitted', async (t) => {
    const { rejection } = await start(t);
    const { code, message } = await rejection(COMMANDS.setInService, { streamIds: [] });
    assert.equal(code, 'NOTHING_SELECTED');
    assert.match(message, /Name the slots, or use streamIds: \["all"\] for all\.$/);
  });
});

describe('an ambiguous name', () => {
  const NAMED = { streamIds: [S2], id: S2, slot: S2 };
  const documents: Record<string, string> = { SLOTS, SLOT, RUNS, WATCH_RUNS, ...WATCH, ...COMMANDS };
  for (const [what, document] of Object.entries(documents)) {
    it(`is rejected by ${what}, and the error names both`, async (t) => {
      const { rejection } = await start(t, AMBIGUOUS);
      const { code, details } = await rejection(document, pick(document, NAMED));
      assert.deepEqual([code, details], ['AMBIGUOUS_NAME', BOTH]);
    });
  }

  it('is also rejected if unknown names are accepted', async (t) => {
    const { rejection } = await start(t, AMBIGUOUS);
    for (const document of [SLOTS, ...Object.values(WATCH)]) {
      const { code } = await rejection(document, { streamIds: [S2], allowUnknown: true });
      assert.equal(code, 'AMBIGUOUS_NAME');
    }
  });
});

describe('a name that no slot has', () => {
  const NAMED = { streamIds: ['ufm_mv2', 'ufm_mv99'], slot: 'ufm_mv99' };
  const documents: Record<string, string> = { SLOTS, RUNS, WATCH_RUNS, ...WATCH, ...COMMANDS };
  for (const [what, document] of Object.entries(documents)) {
    it(`is rejected by ${what}, with the names that are known`, async (t) => {
      const { rejection } = await start(t);
      const { code, details } = await rejection(document, pick(document, NAMED));
      assert.deepEqual(
        [code, details],
        ['UNKNOWN_STREAM_ID', { unknown: ['ufm_mv99'], known: ['ufm_mv2', 'ufm_mv3'] }],
      );
    });
  }

  it('is accepted with allowUnknown: the others are shown', async (t) => {
    const { ask, subscribe } = await start(t);
    const named = { streamIds: ['ufm_mv99', 'ufm_mv3'], allowUnknown: true };
    assert.deepEqual(await ask(SLOTS, named), { smurfInstances: [{ instanceId: S3 }] });
    const reader = await subscribe<SlotEvent>(WATCH.smurfInstances, named);
    assert.deepEqual(idsOf((await reader.next()).smurfInstances.instances), [S3]);
    await reader.leave();
  });

  it('finds nothing with smurfInstance', async (t) => {
    const { ask } = await start(t);
    assert.deepEqual(await ask(SLOT, { id: 'ufm_mv99' }), { smurfInstance: null });
  });

  it('still finds runs that contain it', async (t) => {
    const { ask, core, clock } = await start(t);
    const { stopOperation } = await ask<{ stopOperation: { id: string } }>(
      'mutation { stopOperation(operation: "stream", streamIds: ["nobody"]) { id } }',
    );
    await clock.settle(core.runs.waitFor(stopOperation.id, 'FINISHED', 10), 'the end');
    assert.deepEqual(await ask(RUNS, { slot: 'nobody' }), { runs: { nodes: [{ id: stopOperation.id }] } });
  });
});

describe('a name of an operation or a feed that no slot has', () => {
  const MISSPELT = {
    sessionUpdates: 'subscription { sessionUpdates(operations: ["take_nosie"]) { session { id } } }',
    feed: 'subscription { feed(feeds: ["noise_result"]) { message } }',
    'a filter': 'query { runs(filter: { operation: "take_nosie" }) { totalCount } }',
    'a filter of a subscription': 'subscription { runs(filter: { operation: "take_nosie" }) { id } }',
  };
  for (const [what, document] of Object.entries(MISSPELT)) {
    it(`is rejected by ${what}, and the error lists the known names`, async (t) => {
      const { rejection } = await start(t);
      const { code, details } = await rejection(document);
      assert.equal(code, what === 'feed' ? 'UNKNOWN_FEED' : 'UNKNOWN_OPERATION');
      const known = details['known'] as string[];
      assert.ok(known.includes(what === 'feed' ? 'noise_results' : 'take_noise'), `${known}`);
      assert.ok(!known.includes('heartbeat'));
    });
  }

  it('is accepted with allowUnknown, and by a filter that finds a run of it', async (t) => {
    const { ask, subscribe, stop } = await start(t);
    for (const field of ['feed(feeds: ["x"]', 'sessionUpdates(operations: ["x"]']) {
      const reader = await subscribe(`subscription { ${field}, allowUnknown: true) { __typename } }`);
      await reader.leave();
    }
    stop('no_such');
    const answer = await ask('{ runs(filter: { operation: "no_such" }) { totalCount } }');
    assert.deepEqual(answer, { runs: { totalCount: 1 } });
  });
});

describe('an empty list of names', () => {
  for (const [what, document] of Object.entries({ SLOTS, ...WATCH, ...COMMANDS })) {
    it(`is rejected by ${what}: it selects nothing`, async (t) => {
      const { rejection } = await start(t);
      assert.equal((await rejection(document, { streamIds: [] })).code, 'NOTHING_SELECTED');
    });
  }
});

describe('before the initial scan is complete', () => {
  const EARLY = { slots: [{}, {}], early: true };
  const NAMED = { streamIds: ['ufm_mv2'], id: 'ufm_mv2', slot: 'ufm_mv2' };

  it('queries and commands with names are rejected with NOT_READY; all slots can be listed', async (t) => {
    const { ask, rejection, clock, core } = await start(t, EARLY);
    await clock.until(() => core.connection.link.connected, 'the link is up');
    for (const document of [SLOTS, SLOT, RUNS, ...Object.values(COMMANDS)]) {
      assert.equal((await rejection(document, pick(document, NAMED))).code, 'NOT_READY', document);
    }
    assert.deepEqual(await ask(SLOTS), { smurfInstances: [] });
    assert.deepEqual(await ask(SLOTS, { ...NAMED, allowUnknown: true }), { smurfInstances: [] });
  });

  for (const [what, document] of Object.entries({ ...WATCH, WATCH_RUNS })) {
    it(`${what} waits for it`, async (t) => {
      const { rejection, subscribe, clock, core } = await start(t, EARLY);
      const reader = await clock.settle(subscribe(document, pick(document, NAMED)), 'it is open', 10_000);
      assert.ok(core.registry.scan.isDone);
      await reader.leave();
      const unknown = { streamIds: ['ufm_mv99'], slot: 'ufm_mv99' };
      assert.equal((await rejection(document, pick(document, unknown))).code, 'UNKNOWN_STREAM_ID');
    });

    it(`${what} does not wait for longer than half a minute`, async (t) => {
      const { rejection, clock, link } = await start(t, EARLY);
      await link.close();
      const { code } = await clock.settle(
        rejection(document, pick(document, NAMED)),
        'it is rejected',
        31_000,
      );
      assert.equal(code, 'NOT_READY');
    });

    it(`${what} does not wait when the server stops`, async (t) => {
      const { rejection, clock, link, closing } = await start(t, EARLY);
      await link.close();
      const rejected = rejection(document, pick(document, NAMED));
      closing.abort();
      assert.equal((await clock.settle(rejected, 'it is rejected', 1000)).code, 'NOT_READY');
    });
  }

  it('a subscription that accepts unknown names does not wait, and receives the slot when it appears', async (t) => {
    const { subscribe, clock } = await start(t, EARLY);
    const reader = await subscribe<SlotEvent>(WATCH.smurfInstances, { ...NAMED, allowUnknown: true });
    assert.deepEqual((await reader.next()).smurfInstances, { kind: 'SNAPSHOT', instances: [] });
    const { smurfInstances } = await clock.settle(reader.next(), 'the slot');
    assert.deepEqual(idsOf(smurfInstances.instances), [S2]);
    await reader.leave();
  });
});

/** The variables that the document has. */
function pick(document: string, variables: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => document.includes(`$${name}:`)));
}
