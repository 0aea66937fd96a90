import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type GraphQLOutputType, getNamedType, isAbstractType, isObjectType } from 'graphql';
import { viewerDependentFields } from '../../src/graphql/depends-on-viewer.js';
import { schema } from '../../src/graphql/schema.js';

/** A field that depends on who asks must be added here. */
const FIELDS = ['Query.planRun', 'Query.viewer'];

/** All fields that a document can select from a type on. */
function fieldsBelow(given: GraphQLOutputType, found = new Set<string>()): Set<string> {
  const type = getNamedType(given);
  if (isAbstractType(type)) {
    for (const possible of schema.getPossibleTypes(type)) fieldsBelow(possible, found);
  }
  if (!isObjectType(type)) return found;
  for (const { name, type: next } of Object.values(type.getFields())) {
    const path = `${type.name}.${name}`;
    if (found.has(path)) continue;
    found.add(path);
    fieldsBelow(next, found);
  }
  return found;
}

describe('the fields that depend on who asks', () => {
  it('are these, and their descriptions say so', () => {
    const fields = viewerDependentFields(schema);
    assert.deepEqual([...fields.keys()].sort(), FIELDS);
    for (const { description } of fields.values()) assert.match(description ?? '', /Depends on who asks\./);
  });

  it('are out of reach for subscriptions, whose results are shared', () => {
    const reached = fieldsBelow(schema.getSubscriptionType() ?? assert.fail());
    assert.ok(reached.has('SmurfInstance.streamId'), 'the walk reaches the slots');
    for (const path of viewerDependentFields(schema).keys()) assert.ok(!reached.has(path), path);
  });
});
