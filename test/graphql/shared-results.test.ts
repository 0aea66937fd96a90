import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ExecutionResult, GraphQLObjectType, GraphQLSchema, GraphQLString, parse } from 'graphql';
import { ANYBODY, type Viewer } from '../../src/auth/viewer.js';
import type { LiveField, LiveMoment, LiveSink, LiveSource } from '../../src/graphql/live.js';
import { createLiveQueues } from '../../src/graphql/live-queues.js';
import { jsonOf } from '../../src/graphql/result-text.js';
import { useSharedResults } from '../../src/graphql/shared-results.js';
import { createVirtualClock } from '../virtual-clock.js';

const SAME = 'subscription { change }';
type Results = AsyncIterator<ExecutionResult, undefined>;

/** A schema with one subscription, whose changes are made by the test, and which counts how often they are executed. */
function createStage() {
  const clock = createVirtualClock();
  const live = createLiveQueues();
  const executed: string[] = [];
  let sink: LiveSink<string> | undefined;
  const field: LiveField<null, string> = {
    name: 'change',
    key: () => '',
    snapshot: () => [],
    changes(_from, _args, given) {
      sink = given;
      return [{ close() {} }];
    },
  };
  const schema = new GraphQLSchema({
    query: new GraphQLObjectType({ name: 'Query', fields: { nothing: { type: GraphQLString } } }),
    subscription: new GraphQLObjectType({
      name: 'Subscription',
      fields: {
        change: {
          type: GraphQLString,
          args: { as: { type: GraphQLString } },
          subscribe: () => live.open(field, null, {} as LiveSource),
          resolve({ value }: LiveMoment<string>, _args, { viewer }: { readonly viewer: Viewer }) {
            executed.push(`${value} for ${viewer.role}`);
            return value;
          },
        },
      },
    }),
  });
  let subscribe: (args: object) => Promise<AsyncIterable<ExecutionResult>> = () => assert.fail();
  useSharedResults().onSubscribe?.({
    setSubscribeFn(given: never) {
      subscribe = given;
    },
  } as never);

  return {
    ...{ clock, live, executed },
    push: (value: string) => sink?.push({ group: 'g', value, gap: 'gap' }),
    async open(
      document = SAME,
      {
        viewer = ANYBODY,
        ...more
      }: { viewer?: Viewer; variableValues?: object; operationName?: string } = {},
    ): Promise<Results> {
      const contextValue = { core: { clock }, viewer };
      const results = await subscribe({ schema, document: parse(document), contextValue, ...more });
      return results[Symbol.asyncIterator]() as Results;
    },
  };
}

const read = async (reader: Results) => (await reader.next()).value as ExecutionResult;

describe('subscriptions that are the same', () => {
  it('get one result, which is executed and serialised once; spaces and comments make no difference', async () => {
    const { open, push, executed } = createStage();
    const readers = [await open(), await open(`${SAME} # mine`), await open('subscription {\n  change\n}')];
    push('news');
    const [first, ...others] = await Promise.all(readers.map(read));
    for (const other of others) assert.equal(other, first);
    assert.deepEqual(executed, ['news for administrator']);
    assert.equal(jsonOf(first as ExecutionResult), '{"data":{"change":"news"}}');
  });

  it('go on when the first of them leaves, also in the midst of an event', async () => {
    const { open, push, executed } = createStage();
    const [first, second] = [await open(), await open()];
    push('one');
    const leaving = read(first);
    await first.return?.();
    assert.equal((await read(second)).data?.['change'], 'one');
    await leaving;
    push('two');
    assert.equal((await read(second)).data?.['change'], 'two');
    assert.deepEqual(executed, ['one for administrator', 'two for administrator']);
  });

  it('release their source when the last of them leaves', async () => {
    const { open, live } = createStage();
    const readers = [await open(), await open()];
    assert.equal(live.size, 2);
    for (const reader of readers) await reader.return?.();
    assert.equal(live.size, 0);
  });

  it('are not delayed by one that reads slowly, which gets what is true when it reads', async () => {
    const { open, push, executed, clock } = createStage();
    const [fast, slow] = [await open(), await open()];
    push('one');
    assert.equal((await read(fast)).data?.['change'], 'one');
    await clock.advance(1000);
    assert.equal((await read(slow)).data?.['change'], 'one');
    assert.equal(executed.length, 2);
  });

  it('lose messages, but not the subscription, if one does not read: it gets a gap', async () => {
    const { open, push } = createStage();
    const [fast, slow] = [await open(), await open()];
    for (let count = 0; count < 150; count += 1) {
      push(`${count}`);
      assert.equal((await read(fast)).data?.['change'], `${count}`);
    }
    assert.equal((await read(slow)).data?.['change'], 'gap');
    assert.equal((await read(slow)).data?.['change'], '50');
  });
});

describe('subscriptions share nothing', () => {
  const user = (more: Partial<Viewer>): Viewer => ({ ...ANYBODY, name: 'anna', ...more });
  const AS = 'subscription A($as: String) { change(as: $as) }';
  const cases = {
    'with another role': [[SAME], [SAME, { viewer: user({ role: 'viewer' }) }]],
    'with other operations': [[SAME], [SAME, { viewer: user({ operations: ['take_iv'] }) }]],
    'with other slots': [[SAME], [SAME, { viewer: user({ slots: ['ufm_mv5'] }) }]],
    'with another selection': [[SAME], ['subscription { other: change }']],
    'with other variables': [
      [AS, { variableValues: { as: 'x' } }],
      [AS, { variableValues: { as: 'y' } }],
    ],
    'with another operation of one document': [
      [`${AS} subscription B { change }`, { operationName: 'A' }],
      [`${AS} subscription B { change }`, { operationName: 'B' }],
    ],
  } as const;
  for (const [name, subscriptions] of Object.entries(cases)) {
    it(name, async () => {
      const { open, push, executed } = createStage();
      const readers = await Promise.all(subscriptions.map((args) => open(...(args as [string]))));
      push('news');
      const [one, other] = await Promise.all(readers.map(read));
      assert.notEqual(one, other);
      assert.equal(executed.length, 2);
    });
  }

  it('but those of users with the same rights do', async () => {
    const { open, push, executed } = createStage();
    const readers = [
      await open(SAME, { viewer: user({}) }),
      await open(SAME, { viewer: user({ name: 'bert' }) }),
    ];
    push('news');
    await Promise.all(readers.map(read));
    assert.equal(executed.length, 1);
  });
});
