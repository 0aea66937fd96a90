import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Slot } from '../../src/core/slots/slot.js';
import { createLoaders } from '../../src/graphql/loaders.js';
import { OP_CODES } from '../../src/ocs/protocol.js';
import { api, record, session, slot } from '../core/fixtures.js';
import { createVirtualClock } from '../virtual-clock.js';

const { SUCCEEDED } = OP_CODES;

/** A slot whose agent has run these, of which no session is known. */
function unread(number: number, ...operations: string[]): Slot {
  return slot(number, { opCodes: new Map(operations.map((name) => [name, SUCCEEDED])) });
}

function withSessions(before: Slot, ...operations: string[]): Slot {
  const sessions = new Map(operations.map((op_name) => [op_name, record(session({ op_name }))]));
  return { ...before, revision: before.revision + 1, sessions };
}

/** A registry in which `answer` is what the agents answer with; it never changes a slot that was handed out. */
function create(slots: readonly Slot[], answer: (slot: Slot, operation: string | null) => Slot | null) {
  const clock = createVirtualClock();
  const known = new Map(slots.map((one) => [one.address, one]));
  const asked: string[] = [];
  async function ask(address: string, operation: string | null): Promise<void> {
    const before = known.get(address);
    assert.ok(before);
    asked.push(`${before.instanceId} ${operation ?? 'get_api'}`);
    const after = answer(before, operation);
    if (!after) return clock.sleep(60_000);
    known.set(address, after);
  }
  const registry = {
    byAddress: (address: string) => known.get(address),
    refresh: (address: string) => ask(address, null),
    pull: ask,
  };
  return {
    clock,
    asked,
    known,
    loaders: createLoaders({ registry, clock, runs: { get: async () => undefined } } as never),
  };
}

describe('the loaders', () => {
  it('return a newer slot with the session, and do not change the given one', async () => {
    const given = unread(2, 'take_noise');
    const { loaders, asked } = create([given], (before) => withSessions(before, 'take_noise'));
    const found = await loaders.session.load({ slot: given, operation: 'take_noise' });
    assert.equal(found?.record.session.op_name, 'take_noise');
    assert.equal(found?.slot.sessions.get('take_noise'), found?.record);
    assert.equal(given.sessions.size, 0);
    assert.deepEqual(asked, ['pysmurf-controller-s2 take_noise']);
  });

  it('read several sessions of one agent with one get_api, and one session of each other agent', async () => {
    const [two, three] = [unread(2, 'take_noise', 'take_iv', 'run'), unread(3, 'take_iv')];
    const { loaders, asked } = create([two, three], (before) =>
      withSessions(before, ...before.opCodes.keys()),
    );
    const keys = [
      ...['take_noise', 'take_iv', 'run', 'run'].map((operation) => ({ slot: two, operation })),
      { slot: three, operation: 'take_iv' },
    ];
    const found = await loaders.session.loadMany(keys);
    assert.deepEqual(
      found.map((one) => one && 'record' in one && one.record.session.op_name),
      ['take_noise', 'take_iv', 'run', 'run', 'take_iv'],
    );
    assert.deepEqual(asked, ['pysmurf-controller-s2 get_api', 'pysmurf-controller-s3 take_iv']);
  });

  it('send no calls for sessions that are known, that never ran, or whose slot has expired', async () => {
    const shown = withSessions(unread(2, 'take_noise'), 'take_noise');
    const expired = { ...unread(3, 'take_noise'), expired: true };
    const older = unread(4, 'take_noise');
    const newer = withSessions(older, 'take_noise');
    const { loaders, asked } = create([shown, expired, newer], () => assert.fail('nothing is to be asked'));
    const load = (one: Slot, operation = 'take_noise') => loaders.session.load({ slot: one, operation });
    assert.deepEqual(await load(shown), { slot: shown, record: shown.sessions.get('take_noise') });
    assert.equal(await load(shown, 'take_iv'), null);
    assert.equal(await load(expired), null);
    assert.deepEqual(await load(older), { slot: newer, record: newer.sessions.get('take_noise') });
    assert.deepEqual(asked, []);
  });

  it('return a newer slot with its api, and do not change the given one', async () => {
    const given = slot(2, { api: null });
    const { loaders, asked } = create([given], (before) => ({ ...before, api: api('take_noise') }));
    assert.ok((await loaders.api.load(given)).api?.operations.has('take_noise'));
    assert.equal(given.api, null);
    assert.ok((await loaders.api.load(given)).api, 'what is known by now is not asked for');
    assert.deepEqual(asked, ['pysmurf-controller-s2 get_api']);
  });

  it('are not blocked by an agent that does not answer: only its values are missing', async () => {
    const [silent, other] = [slot(2, { api: null }), slot(3, { api: null })];
    const { loaders, clock } = create([silent, other], (before) =>
      before.instanceId === silent.instanceId ? null : { ...before, api: api('take_noise') },
    );
    const both = clock.settle(loaders.api.loadMany([silent, other]), 'both', 2000);
    const [first, second] = await both;
    assert.equal(first, silent);
    assert.ok(second && 'api' in second && second.api);
    const session = loaders.session.load({ slot: unread(2, 'take_noise'), operation: 'take_noise' });
    assert.equal(await clock.settle(session, 'the session', 2000), null);
  });

  it('keep no cache: the next tick reads again', async () => {
    const given = unread(2, 'take_noise');
    const { loaders, known } = create([given], (before) => before);
    assert.equal(await loaders.session.load({ slot: given, operation: 'take_noise' }), null);
    known.set(given.address, withSessions(given, 'take_noise'));
    assert.ok(await loaders.session.load({ slot: given, operation: 'take_noise' }));
  });
});
