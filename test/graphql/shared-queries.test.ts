import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ExecutionResult, execute, GraphQLInt, GraphQLObjectType, GraphQLSchema, parse } from 'graphql';
import { NOBODY } from '../../src/auth/requester.js';
import { ANYBODY, type Viewer } from '../../src/auth/viewer.js';
import { jsonOf } from '../../src/graphql/result-text.js';
import { useSharedQueries } from '../../src/graphql/shared-queries.js';
import { createSecret } from '../../src/lib/secret.js';

const QUERY = parse('{ count }');

/** A schema that counts how often it is executed. */
function createStage() {
  let count = 0;
  const fields = { count: { type: GraphQLInt, args: { n: { type: GraphQLInt } }, resolve: () => ++count } };
  const schema = new GraphQLSchema({
    query: new GraphQLObjectType({ name: 'Query', fields }),
    mutation: new GraphQLObjectType({ name: 'Mutation', fields }),
  });
  const plugin = useSharedQueries();
  return async (
    document = QUERY,
    {
      viewer = ANYBODY,
      password,
      ...more
    }: { viewer?: Viewer; password?: object; variableValues?: object } = {},
  ): Promise<ExecutionResult> => {
    const args = { schema, document, contextValue: { viewer, requester: NOBODY, password }, ...more };
    let given: (args: object) => ExecutionResult | Promise<ExecutionResult> = execute as never;
    const setExecuteFn = (fn: typeof given) => {
      given = fn;
    };
    plugin.onExecute?.({ args, executeFn: execute, setExecuteFn } as never);
    return await given(args);
  };
}

const counts = (results: readonly ExecutionResult[]) => results.map(({ data }) => data?.['count']);

describe('queries of one turn of the event loop', () => {
  it('are executed and serialised once, if they are equal', async () => {
    const ask = createStage();
    const [first, second] = await Promise.all([ask(), ask()]);
    assert.equal(first, second);
    assert.equal(jsonOf(first as ExecutionResult), '{"data":{"count":1}}');
  });

  it('are executed for each document, viewer and set of variables', async () => {
    const ask = createStage();
    const results = [
      ask(),
      ask(parse('{ count }')),
      ask(QUERY, { viewer: { ...ANYBODY, name: 'anna' } }),
      ask(QUERY, { variableValues: { n: 1 } }),
    ];
    assert.deepEqual(counts(await Promise.all(results)).sort(), [1, 2, 3, 4]);
  });

  it('of a later turn are executed again: an answer is never older than its request', async () => {
    const ask = createStage();
    assert.deepEqual(counts([await ask(), await ask()]), [1, 2]);
  });

  it('are executed alone with a password, and mutations are executed at once', async () => {
    const ask = createStage();
    const secret = { password: createSecret('secret') };
    assert.deepEqual(counts(await Promise.all([ask(QUERY, secret), ask(QUERY, secret)])), [1, 2]);
    const mutation = parse('mutation { count }');
    assert.deepEqual(counts(await Promise.all([ask(mutation), ask(mutation)])), [3, 4]);
  });
});
