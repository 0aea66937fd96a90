import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { parse, print, validate } from 'graphql';
import { schema } from '../../src/graphql/schema.js';
import { starterTabs } from '../../src/http/starter-tabs.js';

const README = new URL('../../../README.md', import.meta.url);
const normal = (document: string) => print(parse(document));

it('the overview tab of GraphiQL shows the health of each slot', () => {
  assert.match(starterTabs([])[0]?.query ?? '', /^ {4}health$/m);
});

it('GraphiQL has the documents of the README, and they are valid for the schema', () => {
  const blocks = [...readFileSync(README, 'utf8').matchAll(/```graphql\n(.*?)```/gs)];
  const shown = blocks.map(([, document = '']) => normal(document));
  // The first slots of the demo.
  const tabs = starterTabs(['ufm_mv5', 'ufm_mv12', 'ufm_mv17']);
  assert.deepEqual(
    tabs.map(({ query }) => normal(query)),
    shown.slice(0, tabs.length),
  );
  for (const document of shown) assert.deepEqual(validate(schema, parse(document)), []);
});
