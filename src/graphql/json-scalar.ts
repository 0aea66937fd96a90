import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { findUnportable, isContainer, isTooDeep, member, PROBLEMS } from '../lib/portable.js';

type Variables = Readonly<Record<string, unknown>> | null | undefined;

/** Deeper levels are written as null. Values from the network are never nested deeper. */
const SHOWN_LEVELS = 100;

/** The only argument with the type JSON: paths in errors begin with its name. */
const ROOT = 'params';

/**
 * Input is passed on unchanged or rejected. Output never fails: values that JSON cannot represent are replaced.
 */
export const jsonScalar = new GraphQLScalarType({
  name: 'JSON',
  description:
    'Any JSON value. Input is passed on unchanged, but members of parameters that are null are not sent. ' +
    'The server rejects integers beyond 2^53, numbers beyond 1.8e308, and words without quotes other ' +
    'than true, false and null. In output, NaN and Infinity become null, and integers beyond 2^53 can ' +
    'become strings.',
  specifiedByURL: 'http://www.ecma-international.org/publications/files/ECMA-ST/ECMA-404.pdf',
  serialize: (value) => (isWritable(value, []) ? value : mend(value, [])),
  parseValue(value) {
    const found = findUnportable(value);
    if (found) throw rejection(found.path, found.problem);
    return value;
  },
  parseLiteral: (node, variables) => readLiteral(node, variables, '', 0),
});

/** Uses the literal text of a number: 1e300 is a float here, although JavaScript treats it as an integer. */
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
      throw rejection(path, `is the word ${node.value} without quotes: ${inJson(node.value)}`, node);
    case Kind.LIST:
      return node.values.map(
        (item, index) => readLiteral(item, variables, `${path}[${index}]`, level + 1) ?? null,
      );
    case Kind.OBJECT:
      // A member whose variable has no value is omitted, as in an input object.
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

/** Python literals and their JSON equivalents. */
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

/** True if `JSON.stringify` can write the value. It writes NaN and Infinity as null by itself. */
function isWritable(value: unknown, inside: readonly object[]): boolean {
  if (typeof value === 'bigint') return false;
  if (!isContainer(value)) return true;
  if (inside.length >= SHOWN_LEVELS || inside.includes(value)) return false;
  const within = [...inside, value];
  return Object.values(value).every((item) => isWritable(item, within));
}

/** A copy in which large integers are strings, and values that are nested too deep or circular are null. */
function mend(value: unknown, inside: readonly object[]): unknown {
  if (typeof value === 'bigint') return String(value);
  if (!isContainer(value)) return value;
  if (inside.length >= SHOWN_LEVELS || inside.includes(value)) return null;
  const within = [...inside, value];
  if (Array.isArray(value)) return value.map((item) => mend(item, within));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mend(item, within)]));
}
