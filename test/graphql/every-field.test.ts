import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  type GraphQLField,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  getNamedType,
  isInterfaceType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';
import { schema } from '../../src/graphql/schema.js';
import { type Product, startProduct } from '../product.js';
import { until } from '../until.js';

/** Deep enough to come from a run to the docstring of an operation of a slot. */
const DEPTH = 5;
/** Where every level is a list, all fields of fewer levels are as much as a query may ask for. */
const LEAST_DEPTH = 2;

/** Values for the arguments that have to be given. */
type Arguments = Readonly<Record<string, string>>;

function selection(type: GraphQLObjectType | GraphQLInterfaceType, given: Arguments, depth: number): string {
  const fields = Object.values(type.getFields()).flatMap((field) => selectField(field, given, depth));
  return `{ __typename ${fields.join(' ')} }`;
}

function selectField(field: GraphQLField<unknown, unknown>, given: Arguments, depth: number): string[] {
  const required = field.args.filter(isRequiredArgument);
  const args = required.map(({ name }) => `${name}: ${given[name] ?? assert.fail(`no value for ${name}`)}`);
  const call = args.length > 0 ? `${field.name}(${args.join(', ')})` : field.name;
  const type = getNamedType(field.type);
  if (!isObjectType(type) && !isInterfaceType(type)) return [call];
  return depth > 0 ? [`${call} ${selection(type, given, depth - 1)}`] : [];
}

describe('every field of the schema', () => {
  let product: Product;
  let given: Arguments;

  before(async () => {
    product = await startProduct({ slots: 2 });
    const { controllers, ask } = product;
    const [slot] = controllers;
    assert.ok(slot);
    await ask(`mutation { setOutOfService(streamIds: ["${slot.streamId}"], reason: "a test") { id } }`);
    const { runOperation } = await ask<{ runOperation: { id: string } }>(
      'mutation { runOperation(operation: "take_noise", params: {duration: 1}, waitSeconds: 30) { id } }',
    );
    // An open run, for the subscriptions that only send open runs.
    await ask('mutation { runOperation(operation: "stream", waitFor: STARTED, waitSeconds: 9) { id } }');
    given = { id: JSON.stringify(runOperation.id), operation: '"take_noise"' };
  });
  after(async () => {
    await product.ask('mutation { stopOperation(operation: "stream") { id } }');
    await until(() => product.core.runs.open.length === 0, 'the stream has stopped');
    await product.close();
  });

  for (const field of Object.values(schema.getQueryType()?.getFields() ?? {})) {
    it(`can be queried through ${field.name}, as deep as the limits allow`, async () => {
      const id = field.name === 'smurfInstance' ? '"pysmurf-controller-s2"' : given['id'];
      const ask = (depth: number) => {
        const [selected] = selectField(field, { ...given, id: id ?? '' }, depth);
        return product.request<Record<string, unknown>>(`{ ${selected} }`);
      };
      let depth = DEPTH;
      let answer = await ask(depth);
      while (answer.errors?.[0]?.extensions?.['code'] === 'QUERY_TOO_LARGE' && depth > LEAST_DEPTH) {
        depth -= 1;
        answer = await ask(depth);
      }
      assert.equal(answer.errors, undefined);
      assert.notEqual(answer.data?.[field.name], null);
    });
  }

  for (const field of Object.values(schema.getSubscriptionType()?.getFields() ?? {})) {
    it(`can be selected in the subscription ${field.name}`, async () => {
      const [selected] = selectField(field, given, 2);
      const events = product.subscribe(`subscription { ${selected} }`);
      assert.ok(await events.next());
      await events.leave();
    });
  }
});
