import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import {
  type FragmentDefinitionNode,
  getIntrospectionQuery,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  parse,
} from 'graphql';
import { DEFAULT_LIMITS, type Limits } from '../../src/graphql/limits.js';
import {
  EXTRA_COSTS,
  JSON_OF_ALL_SLOTS,
  LIST_SIZES,
  measureQuery,
  type QuerySize,
} from '../../src/graphql/query-size.js';
import { schema } from '../../src/graphql/schema.js';
import { starterTabs } from '../../src/http/starter-tabs.js';
import { COOKBOOK, readSteps } from '../examples/cookbook.js';
import { type Product, startProduct } from '../product.js';
import { projectRoot } from '../project-root.js';

/** `inner` in so many repetitions of `outer`, which has a * where the next one begins. */
function nest(outer: string, times: number, inner = 'id'): string {
  return times === 0 ? inner : nest(outer, times - 1, outer.replace('*', inner));
}

function repeat(times: number, part: (index: number) => string): string {
  return Array.from({ length: times }, (_, index) => part(index)).join(' ');
}

const ofSlots = (selection: string) => `{ smurfInstances { ${selection} } }`;
const SESSIONS = 'sessions { instance { * } }';

const DOUBLING = `${ofSlots('...f0')}
  ${repeat(150, (i) => `fragment f${i} on SmurfInstance { id ...f${i + 1} ...f${i + 1} }`)}
  fragment f150 on SmurfInstance { id }`;

/** A request, and the limit that it exceeds. */
const ATTACKS: readonly (readonly [what: string, limit: keyof Limits, document: string])[] = [
  ['sessions of slots of sessions', 'cost', ofSlots(nest(SESSIONS, 6))],
  ['slots of runs of slots', 'cost', ofSlots(nest('currentRuns { slots { instance { * } } }', 4))],
  ['sessions of operations of slots', 'cost', ofSlots(nest('operations { session { instance { * } } }', 4))],
  [
    'single values in single values',
    'depth',
    ofSlots(nest('session(operation: "run") { instance { * } }', 7)),
  ],
  ['fragments that double 150 times', 'cost', DOUBLING],
  ['10,000 aliases', 'aliases', `{ ${repeat(10_000, (i) => `a${i}: network { id }`)} }`],
  ['10,000 fields', 'tokens', ofSlots(repeat(10_000, () => 'id'))],
  [
    '10,000 fragments, each inside the one before',
    'tokens',
    `${ofSlots('...f0')} ${repeat(10_000, (i) => `fragment f${i} on SmurfInstance { id ...f${i + 1} }`)}`,
  ],
  ['20,000 braces', 'nesting', `${'{ a '.repeat(20_000)}${'}'.repeat(20_000)}`],
  [
    '20,000 square brackets',
    'nesting',
    `mutation { runOperation(operation: "run", params: ${'['.repeat(20_000)}${']'.repeat(20_000)}) { id } }`,
  ],
];

/** Something that one may want to see of everything at once. */
const DASHBOARD = `query Dashboard {
  network { connected since }
  smurfInstances {
    id instanceId address streamId hostname pid expired lastRefresh agentStarted
    operations { id name type opCode abortable parameters { name type default } }
    sessions { id operation status opCode success startTime endTime data }
    state { id numActiveChannels streaming streamTag lastUpdate stale }
    problems { id code message }
    outOfService { id reason }
    currentRuns { id operation status slots { id streamId status session { status success } } }
  }
}`;

/** The size of each operation in the document, largest cost first. */
function sizesOf(document: string, slots: number, variables = {}): QuerySize[] {
  const { definitions } = parse(document);
  const fragments = definitions.filter(
    (one): one is FragmentDefinitionNode => one.kind === Kind.FRAGMENT_DEFINITION,
  );
  return definitions
    .filter((one): one is OperationDefinitionNode => one.kind === Kind.OPERATION_DEFINITION)
    .map((operation) => measureQuery({ schema, operation, fragments, variables, slots }))
    .sort((a, b) => b.cost - a.cost);
}

function costOf(document: string, variables = {}): number {
  return sizesOf(document, 100, variables)[0]?.cost ?? Number.NaN;
}

describe('the size of a query', () => {
  it('is multiplied by every list', () => {
    assert.equal(costOf('{ network { id } }'), 2);
    assert.equal(costOf(ofSlots('id')), 100 * 2);
    assert.equal(costOf(ofSlots('sessions { id }')), 100 * (1 + 18 * 2));
    assert.equal(costOf(ofSlots('sessions { instance { sessions { id } } }')), 100 * (1 + 18 * (2 + 18 * 2)));
    assert.deepEqual(sizesOf(ofSlots('sessions { id }'), 3), [{ depth: 3, cost: 3 * (1 + 18 * 2) }]);
  });

  it('counts each alias, and the content of JSON', () => {
    assert.equal(costOf('{ a: network { id } b: network { id } }'), 4);
    assert.equal(costOf('{ run(id: "1") { params } }'), 1 + 10);
    assert.equal(costOf('{ run(id: "1") { result } }'), 1 + 10 * 100);
  });

  it('uses the size of a page and the number of names from arguments and variables', () => {
    const page = (first: string) => `query ($n: Int) { runs(first: ${first}) { nodes { id } } }`;
    assert.equal(costOf('{ runs { nodes { id } } }'), 20 * (1 + 2));
    assert.equal(costOf(page('5')), 5 * 3);
    assert.equal(costOf(page('$n'), { n: 7 }), 7 * 3);
    assert.equal(costOf(page('$n')), 20 * 3);
    assert.equal(costOf('query ($n: Int = 9) { runs(first: $n) { nodes { id } } }'), 9 * 3);
    assert.equal(costOf(ofSlots('operations(names: ["run", "abort"]) { name }')), 100 * (1 + 8 + 2 * 2));
  });

  it('counts fragments wherever they are spread, and terminates for those that contain themselves', () => {
    const fragment = 'fragment F on SmurfInstance { id ... on SmurfInstance { pid } }';
    assert.equal(costOf(`{ smurfInstances { ...F ...F } } ${fragment}`), 100 * (1 + 2 * 2));
    assert.equal(costOf(`${ofSlots('...F')} fragment F on SmurfInstance { id ...F }`), 100 * 2);
    assert.ok(costOf(DOUBLING) > 2 ** 150);
  });

  it('counts fields that @skip and @include leave out', () => {
    const document = `query ($no: Boolean = false) { smurfInstances { id @skip(if: true) pid @include(if: $no) } }`;
    assert.equal(costOf(document), 100 * 3);
  });

  it('uses only names of lists and fields that are in the schema', () => {
    const lists = Object.keys(LIST_SIZES);
    for (const name of lists.filter((key) => !key.includes('.'))) assert.ok(schema.getType(name), name);
    const fields = [
      ...lists.filter((key) => key.includes('.')),
      ...Object.keys(EXTRA_COSTS),
      ...JSON_OF_ALL_SLOTS,
    ];
    for (const path of fields) {
      const [typeName = '', fieldName = ''] = path.split('.');
      const type = schema.getType(typeName);
      assert.ok(isObjectType(type) && type.getFields()[fieldName], path);
    }
  });

  const files = {
    README: readFileSync(join(projectRoot, 'README.md'), 'utf8'),
    examples: readdirSync(join(projectRoot, 'examples', 'documents'))
      .map((name) => readFileSync(join(projectRoot, 'examples', 'documents', name), 'utf8'))
      .join('\n'),
    interop: readFileSync(join(projectRoot, 'test', 'interop', 'documents.graphql'), 'utf8'),
  };
  const legitimate: readonly (readonly [string, readonly string[]])[] = [
    ['a dashboard of everything', [DASHBOARD]],
    ['introspection', [getIntrospectionQuery({ inputValueDeprecation: true, oneOf: true })]],
    ['the tabs of GraphiQL', starterTabs([]).map(({ query }) => query)],
    ['the README', [...files.README.matchAll(/```graphql\n(.*?)```/gs)].map(([, text = '']) => text)],
    [
      'the cookbook',
      readSteps(readFileSync(COOKBOOK, 'utf8'))
        .filter(({ kind }) => kind === 'graphql')
        .map(({ text }) => text),
    ],
    ['the examples', [files.examples]],
    ['the tests against real agents', [files.interop]],
  ];
  for (const [name, documents] of legitimate) {
    it(`is within the limits for ${name}, with 100 slots`, () => {
      assert.ok(documents.length > 0);
      for (const document of documents) {
        for (const { depth, cost } of sizesOf(document, 100)) {
          assert.ok(
            depth <= DEFAULT_LIMITS.depth && cost <= DEFAULT_LIMITS.cost,
            `${depth}, ${cost}: ${document}`,
          );
        }
      }
    });
  }
});

describe('a request that is too large', () => {
  let product: Product;
  before(async () => {
    product = await startProduct({ slots: 2 });
  });
  after(() => product?.close());

  /** The one error that the document is answered with, over each transport. */
  const transports: Readonly<Record<string, (document: string) => Promise<unknown>>> = {
    HTTP: async (document) => (await product.request(document)).errors,
    SSE: async (document) => (await product.subscribeSse(document)).refusal(),
    WebSocket: (document) => product.subscribe(document).refusal(),
  };

  async function rejection(document: string, transport = 'HTTP') {
    const errors = await transports[transport]?.(document);
    assert.ok(Array.isArray(errors) && errors.length === 1, JSON.stringify(errors));
    const [{ message, extensions }] = errors;
    return { message, ...extensions };
  }

  for (const transport of Object.keys(transports)) {
    for (const [what, limit, document] of ATTACKS) {
      it(`is rejected over ${transport}: ${what}`, async () => {
        const { code, message, value, maximum, ...rest } = await rejection(document, transport);
        assert.deepEqual(
          { code, maximum, limit: rest.limit },
          { code: 'QUERY_TOO_LARGE', maximum: DEFAULT_LIMITS[limit], limit },
        );
        assert.ok(value > maximum, `${value}`);
        assert.match(message, new RegExp(`${maximum}\\b.*: \\w+`));
      });
    }

    it(`is rejected over ${transport} as a subscription`, async () => {
      const subscription = `subscription { smurfInstances { instances { ${nest(SESSIONS, 4)} } } }`;
      assert.equal((await rejection(subscription, transport)).limit, 'cost');
    });
  }

  it('is answered with 400, if the client accepts the media type of GraphQL over HTTP', async () => {
    const body = (query: string) => JSON.stringify({ query });
    for (const [what, , document] of ATTACKS) {
      const { status } = await fetch(product.http.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
        body: body(document),
      });
      assert.equal(status, 400, what);
    }
  });

  it('starts nothing', async () => {
    const selection = `slots { instance { ${nest(SESSIONS, 5)} } }`;
    const { limit } = await rejection(
      `mutation { runOperation(operation: "take_noise", params: {duration: 1}) { ${selection} } }`,
    );
    assert.equal(limit, 'cost');
    assert.deepEqual(await product.ask('{ runs { nodes { id } } }'), { runs: { nodes: [] } });
  });

  it('is recognised by its variables, every time', async () => {
    const document = `query ($first: Int!) { runs(first: $first) { nodes { slots { instance { sessions { id } } } } } }`;
    for (const [first, isTooLarge] of [
      [200, true],
      [1, false],
      [200, true],
      [1, false],
    ] as const) {
      const { errors } = await product.request(document, { first });
      assert.equal(errors !== undefined, isTooLarge, JSON.stringify({ first, errors }));
    }
  });

  it('is not the reason why fragments that contain themselves are rejected: they are invalid', async () => {
    const circle = `${ofSlots('...A')} fragment A on SmurfInstance { id ...B } fragment B on SmurfInstance { ...A }`;
    const { code } = await rejection(circle);
    assert.equal(code, 'GRAPHQL_VALIDATION_FAILED');
  });

  it('does not include a dashboard of everything, nor introspection', async () => {
    await product.ask(DASHBOARD);
    await product.ask(
      getIntrospectionQuery({ descriptions: true, inputValueDeprecation: true, oneOf: true }),
    );
  });
});
