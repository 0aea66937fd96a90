import { isEnumType, isInputObjectType, isInterfaceType, isObjectType } from 'graphql';
import { schema } from '../../../src/graphql/schema.js';

const named = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'));

/** All names of the schema, and the words and symbols of the language. */
export const GRAPHQL_WORDS: readonly string[] = [
  ...named.map(({ name }) => name),
  ...named.flatMap((type) => {
    if (isEnumType(type)) return type.getValues().map(({ name }) => name);
    if (isInputObjectType(type)) return Object.keys(type.getFields());
    if (!isObjectType(type) && !isInterfaceType(type)) return [];
    return Object.values(type.getFields()).flatMap(({ name, args }) => [
      name,
      ...args.map((arg) => `${arg.name}: `),
    ]);
  }),
  ...[
    'query',
    'mutation',
    'subscription',
    'fragment F on Run { id }',
    '...F',
    '... on Node { id }',
    '__typename',
  ],
  ...[
    '__schema { types { name } }',
    '__type(name: "Run") { name }',
    '@include(if: $a)',
    '@skip(if: true)',
    '@defer',
  ],
  ...[
    '($a: ID!)',
    '($a: JSON = {a: [1]})',
    '$a',
    'null',
    '"""',
    '""',
    '[',
    ']',
    '{',
    '}',
    '(',
    ')',
    '!',
    '&',
    '|',
    '=',
  ],
  ...[
    '["all"]',
    '{ id }',
    'first: -1',
    'last: 2147483648',
    'after: "zzz"',
    'path: "/a/~1"',
    'params: {a: 1e400}',
  ],
  ...[
    '"ufm_mv01"',
    '"take_noise"',
    '"stream"',
    '"pysmurf-controller-s2"',
    '"2026-11-25T00:00:00Z"',
    '"25%"',
    '#\n',
  ],
];
