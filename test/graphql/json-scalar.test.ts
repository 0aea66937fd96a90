import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { GraphQLObjectType, GraphQLSchema, GraphQLString, graphql } from 'graphql';
import { jsonScalar } from '../../src/graphql/json-scalar.js';
import { type Product, type Result, startProduct } from '../product.js';

interface Reading {
  /** What the resolver got. */
  readonly params: unknown;
  readonly messages: readonly string[];
  readonly codes: readonly unknown[];
}

/** Reads `params` from a document such as `query ($x: Int) { read(params: [$x]) }`. */
async function readDocument(source: string, variableValues: Record<string, unknown>): Promise<Reading> {
  let params: unknown;
  const read = {
    type: GraphQLString,
    args: { params: { type: jsonScalar } },
    resolve: (_root: unknown, args: Record<string, unknown>) => {
      params = args['params'];
      return null;
    },
  };
  const schema = new GraphQLSchema({ query: new GraphQLObjectType({ name: 'Query', fields: { read } }) });
  const { errors = [] } = await graphql({ schema, source, variableValues });
  return {
    params,
    messages: errors.map(({ message }) => message),
    codes: errors.map(({ extensions }) => extensions['code']),
  };
}

const readLiteral = (literal: string) => readDocument(`{ read(params: ${literal}) }`, {});
const readVariable = (params: unknown) =>
  readDocument('query ($params: JSON) { read(params: $params) }', { params });

/** The value that JSON.parse reads, so that numbers get to us as they do from a request. */
const json = (text: string) => JSON.parse(text) as unknown;

/** Lists inside each other, as text that is JSON and GraphQL. */
const lists = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);

describe('a JSON value in a request', () => {
  it('is passed on unchanged, from a literal', async () => {
    const literals: readonly (readonly [string, unknown])[] = [
      ['null', null],
      ['"True"', 'True'],
      ['[1, -2.5, 1e300, true, null, ""]', [1, -2.5, 1e300, true, null, '']],
      ['9007199254740991', Number.MAX_SAFE_INTEGER],
      ['{a: {b: [{}]}}', { a: { b: [{}] } }],
      ['{__proto__: {a: 1}}', json('{"__proto__": {"a": 1}}')],
      [lists(32), json(lists(32))],
    ];
    for (const [literal, value] of literals) {
      const { params, messages } = await readLiteral(literal);
      assert.deepEqual([params, messages], [value, []], literal);
    }
  });

  it('is passed on unchanged, from a variable', async () => {
    const values = [
      null,
      'True',
      'half of a pair: \ud83d',
      [1, -2.5, 1e-300],
      { a: null },
      json('{"__proto__": {"a": 1}}'),
      json(lists(32)),
    ];
    for (const value of values) {
      const { params, messages } = await readVariable(value);
      assert.deepEqual([params, messages], [value, []]);
    }
  });

  it('may hold variables: members whose variable is not given are left out', async () => {
    const document = 'query ($x: JSON, $y: JSON, $no: JSON) { read(params: {x: $x, l: [$y, $no], no: $no}) }';
    const { params, messages } = await readDocument(document, { x: 1, y: { z: [2] } });
    assert.deepEqual([params, messages], [{ x: 1, l: [{ z: [2] }, null] }, []]);
  });

  it('is rejected for a word without quotes, and the error shows the correct form', async () => {
    const words: readonly (readonly [string, string])[] = [
      [
        '{show_plot: True}',
        'params.show_plot is the word True without quotes: write true, or "True" in quotes.',
      ],
      ['{nperseg: none}', 'params.nperseg is the word none without quotes: write null, or "none" in quotes.'],
      [
        '{kwargs: {bands: [0, x]}}',
        'params.kwargs.bands[1] is the word x without quotes: write "x", in quotes.',
      ],
      ['None', 'params is the word None without quotes: write null, or "None" in quotes.'],
    ];
    for (const [literal, message] of words) {
      const { params, messages, codes } = await readLiteral(literal);
      assert.deepEqual([params, messages, codes], [undefined, [message], ['BAD_USER_INPUT']]);
    }
  });

  it('is rejected if it would lose digits, become infinite or be nested too deep', async () => {
    const texts: readonly (readonly [string, RegExp])[] = [
      ['9007199254740993', /params is an integer beyond ±9007199254740991/],
      ['-9007199254740992', /params is an integer beyond/],
      ['[[0, 1e400]]', /params\[0\]\[1\] is not a finite number/],
      ['-1e400', /params is not a finite number/],
      [lists(33), /params(\[0\]){32} is nested deeper than 32 levels/],
    ];
    for (const [text, problem] of texts) {
      for (const { params, messages, codes } of [await readLiteral(text), await readVariable(json(text))]) {
        assert.equal(params, undefined);
        assert.match(messages.join('\n'), problem);
        assert.deepEqual(codes, ['BAD_USER_INPUT'], text);
      }
    }
  });

  it('is rejected for an invalid variable inside a literal', async () => {
    const document = 'query ($x: JSON) { read(params: [[[$x]]]) }';
    for (const value of [json(lists(30)), 2 ** 53]) {
      const { params, messages } = await readDocument(document, { x: value });
      assert.equal(params, undefined);
      assert.equal(messages.length, 1);
    }
  });
});

describe('a JSON value in an answer', () => {
  const write = (value: unknown) => JSON.stringify(jsonScalar.serialize(value));

  it('is the value itself if possible', () => {
    const value = { noise: [1, null, { text: 'a' }] };
    assert.equal(jsonScalar.serialize(value), value);
  });

  it('has null for NaN and Infinity, and text for integers that are too large', () => {
    assert.equal(write(Number.NaN), 'null');
    assert.equal(
      write({ a: [Number.NEGATIVE_INFINITY, 1], b: 2n ** 70n }),
      '{"a":[null,1],"b":"1180591620717411303424"}',
    );
  });

  it('has null for values that are nested deeper than 100 levels, or inside themselves', () => {
    assert.equal(write(json(lists(100))), lists(100));
    assert.equal(write(json(lists(5000))), `${'['.repeat(100)}null${']'.repeat(100)}`);
    const circle: Record<string, unknown> = { a: 1 };
    circle['self'] = [circle, circle];
    assert.equal(write({ twice: [circle, circle] }).match(/null/g)?.length, 4);
    assert.equal(write(circle), '{"a":1,"self":[null,null]}');
  });
});

describe('the params of a run', () => {
  let product: Product;
  before(async () => {
    product = await startProduct({ slots: 1 });
  });
  after(() => product?.close());

  const document = (params: string, type = '') =>
    `mutation ${type} { runOperation(operation: "take_noise", params: ${params}) { id } }`;

  it('start nothing if they cannot be passed on, over HTTP and WebSocket', async () => {
    const literal = document('{show_plot: True, nperseg: none}');
    const { errors } = await product.request(literal);
    const refusal = await product.subscribe(literal).refusal();
    for (const rejected of [errors, refusal]) {
      assert.ok(Array.isArray(rejected));
      const [{ message, extensions }] = rejected;
      assert.deepEqual(
        [message, extensions.code],
        [
          'params.show_plot is the word True without quotes: write true, or "True" in quotes.',
          'BAD_USER_INPUT',
        ],
      );
    }
    const query = document('$params', '($params: JSON)');
    for (const params of ['{"seed": 9007199254740993}', '{"duration": 1e400}']) {
      const response = await fetch(product.http.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body: `{"query": ${JSON.stringify(query)}, "variables": {"params": ${params}}}`,
      });
      const { errors: rejected } = (await response.json()) as Result<unknown>;
      assert.equal(rejected?.[0]?.extensions?.['code'], 'BAD_USER_INPUT', params);
    }
    assert.deepEqual(await product.ask('{ runs { nodes { id } } }'), { runs: { nodes: [] } });
  });
});
