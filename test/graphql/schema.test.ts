import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import {
  type GraphQLNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedDirective,
  isSpecifiedScalarType,
} from 'graphql';
import { printSchemaText } from '../../src/graphql/print-schema.js';
import { schema } from '../../src/graphql/schema.js';

const types = Object.values(schema.getTypeMap()).filter(
  (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
);

interface Element {
  readonly place: string;
  readonly description: string | null | undefined;
}

/** The type and everything in it. */
function elementsOf(type: GraphQLNamedType): Element[] {
  const own = { place: type.name, description: type.description };
  if (isEnumType(type)) {
    const values = type
      .getValues()
      .map(({ name, description }) => ({ place: `${type.name}.${name}`, description }));
    return [own, ...values];
  }
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields());
    return [own, ...fields.map(({ name, description }) => ({ place: `${type.name}.${name}`, description }))];
  }
  if (!isObjectType(type) && !isInterfaceType(type)) return [own];
  const fields = Object.values(type.getFields()).flatMap(({ name, description, args }) => {
    const place = `${type.name}.${name}`;
    return [
      { place, description },
      ...args.map((arg) => ({ place: `${place}(${arg.name}:)`, description: arg.description })),
    ];
  });
  return [own, ...fields];
}

/** Moments and parts of lists, which have no identity for a cache to keep. */
const WITHOUT_ID = [
  'AuditConnection',
  'AuditEdge',
  'Query',
  'Mutation',
  'Subscription',
  'FeedMessage',
  'Figure',
  'FigureDistribution',
  'PageInfo',
  'RunConnection',
  'RunEdge',
  'SessionMessage',
  'SessionUpdate',
  'SmurfInstanceEvent',
];

describe('the schema', () => {
  it('describes every type, field, argument and value', () => {
    const elements = types.flatMap(elementsOf);
    assert.ok(elements.length > 150, 'the walk sees the whole schema');
    const mute = elements.filter(({ description }) => !description?.trim()).map(({ place }) => place);
    assert.deepEqual(mute, []);
  });

  it('describes each of our own directives', () => {
    const ours = schema.getDirectives().filter((directive) => !isSpecifiedDirective(directive));
    assert.deepEqual(
      ours.filter(({ description }) => !description).map(({ name }) => name),
      [],
    );
  });

  it('has an id on every object, for caches', () => {
    const objects = types.filter(isObjectType).filter(({ name }) => !WITHOUT_ID.includes(name));
    assert.ok(objects.length > 5);
    for (const type of objects) assert.equal(String(type.getFields()['id']?.type), 'ID!', type.name);
  });

  it('has the most important arguments and fields first, because GraphiQL lists them in this order', () => {
    const namesOf = (field: string) =>
      schema
        .getMutationType()
        ?.getFields()
        [field]?.args.map(({ name }) => name);
    assert.deepEqual(namesOf('runOperation'), [
      ...['operation', 'streamIds', 'params', 'options', 'waitFor', 'waitSeconds'],
    ]);
    assert.deepEqual(namesOf('setOutOfService'), ['streamIds', 'reason', 'by']);
    const [first] = Object.keys(schema.getMutationType()?.getFields() ?? {});
    assert.equal(first, 'runOperation');
  });

  it('is the one that is committed as schema.graphql', () => {
    const committed = readFileSync(new URL('../../../schema.graphql', import.meta.url), 'utf8');
    assert.equal(printSchemaText(), committed, 'run npm run codegen');
  });
});
