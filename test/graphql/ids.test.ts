import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { createCore } from '../../src/core/core.js';
import { globalId, parseGlobalId } from '../../src/core/global-id.js';
import { silentLogger } from '../../src/lib/logger.js';
import { createMemoryRunStore } from '../../src/storage/memory-run-store.js';
import { startObservatory } from '../core/observatory.js';
import { inProcess } from './in-process.js';

async function start(t: TestContext) {
  const observatory = await startObservatory(t, { slots: [{}, {}] });
  return { ...observatory, ...inProcess(observatory.core) };
}

interface Found {
  readonly id: string;
  readonly __typename: string;
}

const SLOT = `{ smurfInstance(id: "ufm_mv3") {
  __typename id state { __typename id } operations(names: ["take_noise"]) { __typename id }
  session(operation: "check_state") { __typename id } feeds { __typename id }
} }`;

/** Every object with an id, however deep. */
function objectsIn(value: unknown): Found[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(objectsIn);
  return '__typename' in value && 'id' in value ? [value as Found, ...inner] : inner;
}

describe('an id', () => {
  it('is found by node, for every type', async (t) => {
    const { ask, start: run } = await start(t);
    const begun = await run('take_noise', { params: { duration: 1 } });
    const found = [
      ...objectsIn(await ask(SLOT)),
      ...objectsIn(await ask('{ network { __typename id } }')),
      ...objectsIn(await ask('query ($id: ID!) { run(id: $id) { __typename id } }', { id: begun.id })),
    ];
    const types = new Set(found.map(({ __typename }) => __typename));
    const all = ['SmurfInstance', 'SmurfState', 'Operation', 'OperationSession', 'Feed', 'Network', 'Run'];
    assert.deepEqual([...types], all);
    assert.equal(new Set(found.map(({ id }) => id)).size, found.length, 'no two are the same');
    for (const { id, __typename } of found) {
      const { node } = await ask<{ node: Found }>('query ($id: ID!) { node(id: $id) { __typename id } }', {
        id,
      });
      assert.deepEqual(node, { __typename, id });
    }
    const { node } = await ask<{ node: unknown }>(
      'query ($id: ID!) { node(id: $id) { ... on SmurfInstance { streamId state { stale } } } }',
      { id: found[0]?.id },
    );
    assert.deepEqual(node, { streamId: 'ufm_mv3', state: { stale: false } });
  });

  it('of an object that does not exist finds nothing', async (t) => {
    const { ask, core } = await start(t);
    const { network } = await ask<{ network: Found }>('{ network { id } }');
    const own = parseGlobalId(network.id)?.network ?? '';
    const address = core.registry.slots[0]?.address ?? '';
    const ids = [
      'nonsense',
      globalId('SmurfInstance', own, 'observatory.nobody'),
      globalId('Nothing', own, address),
      globalId('SmurfInstance', 'another network', address),
      globalId('Operation', own, address, 'no_such'),
    ];
    for (const id of ids) {
      assert.deepEqual(await ask('query ($id: ID!) { node(id: $id) { id } }', { id }), { node: null });
    }
  });

  it('is different on another network, and equal for another server on the same network', async (t) => {
    const { core, connect, clock, ask } = await start(t);
    const idsAt = async (url: string, name?: string) => {
      const other = createCore({
        connection: connect(),
        place: { ...core.place, url, ...(name !== undefined && { name }) },
        expireTimeMs: 20_000,
        timeoutFor: () => 60,
        patience: { lostSeconds: 1, holdSeconds: 1 },
        store: createMemoryRunStore(),
        clock,
        logger: silentLogger,
      });
      t.after(() => other.close());
      await clock.until(() => other.registry.scan.isDone, 'it knows the slots');
      return inProcess(other).ask('{ smurfInstances { id } network { id } }');
    };
    const own = await ask('{ smurfInstances { id } network { id } }');
    assert.deepEqual(await idsAt(core.place.url), own);
    assert.notDeepEqual(
      await idsAt(core.place.url, 'satp1'),
      own,
      'where the same address is another router',
    );
    assert.deepEqual(await idsAt('ws://a', 'satp1'), await idsAt('ws://b', 'satp1'));
    assert.doesNotMatch(JSON.stringify(await idsAt('ws://elsewhere')), new RegExp(objectIdOf(own)));
  });

  it('of a part of a run, a plan or a stop is opaque and unique', async (t) => {
    const { ask, clock, core, slots } = await start(t);
    const mark = { since: clock.now(), by: null, reason: 'a test' };
    core.marks.setOutOfService(slots[0]?.address ?? '', mark);
    const SKIPPED = 'skipped { __typename id }';
    const run = `slots { __typename id } ${SKIPPED}`;
    const asked = ask(`mutation {
      stopAll { __typename id slots { __typename id } }
      runOperation(operation: "all_off") { ${run} }
    }`);
    const plan = (minSlots: number) => `{
      planRun(operation: "take_noise", params: {waltz: 1}, options: {minSlots: ${minSlots}}) {
        __typename id ${SKIPPED} rejection { __typename id }
        slots { __typename id blockers { __typename id } }
      }
    }`;
    const found = [
      ...objectsIn(await clock.settle(asked, 'an answer')),
      ...objectsIn(await ask(plan(1))),
      ...objectsIn(await ask(plan(9))),
    ];
    const network = parseGlobalId(core.registry.slots[0]?.id ?? '')?.network;
    for (const { id, __typename } of found) {
      const parsed = parseGlobalId(id);
      assert.deepEqual([parsed?.type, parsed?.network], [__typename, network], id);
    }
    assert.deepEqual(
      new Set(found.map(({ __typename }) => __typename)),
      new Set([
        ...['StopAllResult', 'StopAllSlot', 'RunSlot', 'SkippedSlot'],
        ...['RunPlan', 'PlannedSlot', 'Blocker', 'Rejection'],
      ]),
    );
    assert.equal(new Set(found.map(({ id }) => id)).size, found.length);
  });

  it('of a slot names it in commands and filters', async (t) => {
    const { ask, start: run } = await start(t);
    const { smurfInstance } = await ask<{ smurfInstance: Found }>('{ smurfInstance(id: "ufm_mv3") { id } }');
    const { slots, id } = await run('take_noise', { streamIds: [smurfInstance.id] });
    assert.deepEqual(
      slots.map(({ streamId }) => streamId),
      ['ufm_mv3'],
    );
    const { runs } = await ask<{ runs: unknown }>(
      'query ($slot: ID!) { runs(filter: { slot: $slot }) { totalCount nodes { id } } }',
      { slot: smurfInstance.id },
    );
    assert.deepEqual(runs, { totalCount: 1, nodes: [{ id }] });
  });
});

describe('a list of runs', () => {
  it('is read forwards and backwards, with the position of each page', async (t) => {
    const { ask, stop } = await start(t);
    const [newest, ...rest] = ['a', 'b', 'c'].map(() => stop('stream').id).reverse();
    const PAGE = `query ($first: Int, $after: String, $last: Int, $before: String) {
      runs(first: $first, after: $after, last: $last, before: $before) {
        totalCount nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      }
    }`;
    const pageInfo = { hasNextPage: false, hasPreviousPage: true, startCursor: rest[0], endCursor: rest[1] };
    const older = { totalCount: 3, nodes: rest.map((id) => ({ id })), pageInfo };
    assert.deepEqual(await ask(PAGE, { first: 2, after: newest }), { runs: older });
    assert.deepEqual(await ask(PAGE, { last: 2 }), { runs: older });
    const first = { hasNextPage: true, hasPreviousPage: false, startCursor: newest, endCursor: newest };
    const page = { totalCount: 3, nodes: [{ id: newest }], pageInfo: first };
    assert.deepEqual(await ask(PAGE, { last: 5, before: rest[0] }), { runs: page });
  });

  it('rejects a cursor of no run, and two directions at once', async (t) => {
    const { rejection } = await start(t);
    for (const page of ['after: "zzz"', 'before: "zzz"', 'first: 1, last: 1', 'last: 201']) {
      const { code } = await rejection(`{ runs(${page}) { nodes { id } } }`);
      assert.equal(code, 'BAD_USER_INPUT', page);
    }
  });
});

function objectIdOf(answer: unknown): string {
  return (answer as { network: Found }).network.id;
}
