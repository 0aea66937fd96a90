import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { findUnportable, isContainer, isTooDeep, member, PROBLEMS } from '../lib/portable.js';

type Variables = Readonly<Record<string, unknown>> | null | undefined;

/** How deep values are shown; nothing that came over the wire is nested deeper. */
const SHOWN_LEVELS = 100;

/** The one argument that takes JSON: errors begin a path with it. */
const ROOT = 'params';

/**
 * Values that come in are passed on unchanged or rejected. Values that go out never fail: what JSON does not
 * have is replaced.
 */
export const jsonScalar = new GraphQLScalarType({
  name: 'JSON',
  description:
    'Any JSON value. As input it is passed on unchanged or rejected: integers beyond 2^53, numbers beyond ' +
    '1.8e308 and words without quotes are rejected. As output, NaN and Infinity are null, and integers beyond ' +
    '2^53 can be text.',
  specifiedByURL: 'http://www.ecma-international.org/publications/files/ECMA-ST/ECMA-404.pdf',
  serialize: (value) => (isWritable(value, []) ? value : mend(value, [])),
  parseValue(value) {
    const found = findUnportable(value);
    if (found) throw rejection(found.path, found.problem);
    return value;
  },
  parseLiteral: (node, variables) => readLiteral(node, variables, '', 0),
});

/** Numbers are judged by their text: 1e300 is not an integer here, though JavaScript takes it for one. */
function readLiteral(node: ValueNode, variables: Variables, path: string, level: number): unknown {
  if ((node.kind === Kind.LIST || node.kind === Kind.OBJECT) && isTooDeep(level)) {
    throw rejection(path, PROBLEMS.levels, node);
  }
  switch (node.kind) {
    case Kind.NULL:
      return null;
    case Kind.STRING:
    case Kind.BOOLEAN:
      return node.value;
    case Kind.INT: {
      const value = Number(node.value);
      if (!Number.isSafeInteger(value)) throw rejection(path, PROBLEMS.integer, node);
      return value;
    }
    case Kind.FLOAT: {
      const value = Number(node.value);
      if (!Number.isFinite(value)) throw rejection(path, PROBLEMS.notFinite, node);
      return value;
    }
    case Kind.ENUM:
      throw rejection(path, `is the bare word ${node.value}: ${inJson(node.value)}`, node);
    case Kind.LIST:
      return node.values.map(
        (item, index) => readLiteral(item, variables, `${path}[${index}]`, level + 1) ?? null,
      );
    case Kind.OBJECT:
      // A member whose variable is not given is left out, as in an input object.
      return Object.fromEntries(
        node.fields
          .map(
            ({ name: { value: key }, value }) =>
              [key, readLiteral(value, variables, path + member(key), level + 1)] as const,
          )
          .filter(([, value]) => value !== undefined),
      );
    case Kind.VARIABLE: {
      const value = variables?.[node.name.value];
      const found = findUnportable(value, level);
      if (found) throw rejection(path + found.path, found.problem, node);
      return value;
    }
  }
}

/** What people write who think in Python. */
const IN_JSON: Readonly<Record<string, string>> = {
  True: 'true',
  False: 'false',
  None: 'null',
  none: 'null',
};

function inJson(word: string): string {
  const literal = IN_JSON[word];
  return literal ? `write ${literal}, or "${word}" in quotes` : `write "${word}", in quotes`;
}

function rejection(path: string, problem: string, node?: ValueNode): GraphQLError {
  return new GraphQLError(`${ROOT}${path} ${problem}.`, {
    nodes: node ?? null,
    extensions: { code: 'BAD_USER_INPUT' },
  });
}

/** True for what `JSON.stringify` can write. It writes NaN and Infinity as null by itself. */
function isWritable(value: unknown, inside: readonly object[]): boolean {
  if (typeof value === 'bigint') return false;
  if (!isContainer(value)) return true;
  if (inside.length >= SHOWN_LEVELS || inside.includes(value)) return false;
  const within = [...inside, value];
  return Object.values(value).every((item) => isWritable(item, within));
}

/** A copy with text for large integers, and null for what is nested too deep or in itself. */
function mend(value: unknown, inside: readonly object[]): unknown {
  if (typeof value === 'bigint') return String(value);
  if (!isContainer(value)) return value;
  if (inside.length >= SHOWN_LEVELS || inside.includes(value)) return null;
  const within = [...inside, value];
  if (Array.isArray(value)) return value.map((item) => mend(item, within));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mend(item, within)]));
}
