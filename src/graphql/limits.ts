import {
  type ExecutionArgs,
  type FragmentDefinitionNode,
  GraphQLError,
  getOperationAST,
  Kind,
  Lexer,
  Source,
  TokenKind,
} from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Context } from './context.js';
import { measureQuery } from './query-size.js';

/** How large a request may be. */
export interface Limits {
  /** Levels of fields, one inside the other. The introspection query of graphql-js has 15. */
  readonly depth: number;
  /**
   * About how many values the answer holds: see `measureQuery`. With 100 simulated slots of 16 sessions each, the
   * worst queries of a cost up to 150,000 that we found blocked the event loop for 190 ms, on two busy cores. A
   * dashboard of everything on 100 slots in one query costs 146,000.
   */
  readonly cost: number;
  /** Aliases in the document. */
  readonly aliases: number;
  /** Words and punctuators of the document. The worst documents of 2,000 that we found take 0.1 s to validate. */
  readonly tokens: number;
  /** Brackets of all kinds, one inside the other: graphql-js recurses for each. */
  readonly nesting: number;
}

export const DEFAULT_LIMITS: Limits = {
  depth: 15,
  cost: 150_000,
  aliases: 100,
  tokens: 2000,
  nesting: 100,
};

/**
 * The cost is of at least so many slots: what works on a small network works on a larger one, and subscriptions
 * that begin before the slots are known are judged as well.
 */
const LEAST_SLOTS = 50;

/**
 * Rejects requests that are too large before anything of them is executed, on every transport. The text is
 * checked before it is parsed. Depth and cost are checked when the variables are known: a validation rule would
 * not do, since yoga remembers the verdict of the rules by document.
 */
export function limitsPlugin(limits: Limits = DEFAULT_LIMITS): Plugin<Context> {
  return {
    onParse({ params: { source } }) {
      checkText(typeof source === 'string' ? new Source(source) : source, limits);
      // As yoga does over HTTP.
      return ({ result }) => {
        if (result instanceof GraphQLError) result.extensions['code'] ??= 'GRAPHQL_PARSE_FAILED';
      };
    },
    onExecute({ args, setResultAndStopExecution }) {
      const error = findExcess(args, limits);
      if (error) setResultAndStopExecution({ errors: [error] });
    },
    onSubscribe({ args, setResultAndStopExecution }) {
      const error = findExcess(args, limits);
      if (error) setResultAndStopExecution({ errors: [error] });
    },
  };
}

const NESTS: Readonly<Record<string, number>> = {
  [TokenKind.BRACE_L]: 1,
  [TokenKind.BRACKET_L]: 1,
  [TokenKind.PAREN_L]: 1,
  [TokenKind.BRACE_R]: -1,
  [TokenKind.BRACKET_R]: -1,
  [TokenKind.PAREN_R]: -1,
};

/** @throws GraphQLError where the text is too large, as far as it can be read; the parser says where it cannot. */
function checkText(source: Source, limits: Limits): void {
  const lexer = new Lexer(source);
  const count = { tokens: 0, nesting: 0, aliases: 0 };
  let parentheses = 0;
  for (let kind = nextKind(lexer); kind !== TokenKind.EOF; kind = nextKind(lexer)) {
    count.tokens += 1;
    count.nesting += NESTS[kind] ?? 0;
    if (kind === TokenKind.PAREN_L) parentheses += 1;
    else if (kind === TokenKind.PAREN_R) parentheses -= 1;
    // In parentheses a colon stands in an argument or the definition of a variable.
    else if (kind === TokenKind.COLON && parentheses === 0) count.aliases += 1;
    for (const limit of ['tokens', 'nesting', 'aliases'] as const) {
      if (count[limit] > limits[limit]) throw tooLarge(limit, count[limit], limits[limit]);
    }
  }
}

/** The end of the text where no token can be read. */
function nextKind(lexer: Lexer): TokenKind {
  try {
    return lexer.advance().kind;
  } catch {
    return TokenKind.EOF;
  }
}

function findExcess(
  args: Omit<ExecutionArgs, 'contextValue'> & { readonly contextValue: Context },
  limits: Limits,
): GraphQLError | null {
  const { schema, document, operationName, variableValues, contextValue } = args;
  const operation = getOperationAST(document, operationName);
  // The execution says what is wrong with the name.
  if (!operation) return null;
  const size = measureQuery({
    schema,
    operation,
    fragments: document.definitions.filter(
      (definition): definition is FragmentDefinitionNode => definition.kind === Kind.FRAGMENT_DEFINITION,
    ),
    variables: variableValues ?? {},
    slots: Math.max(LEAST_SLOTS, contextValue.core.registry.slots.length),
  });
  for (const limit of ['depth', 'cost'] as const) {
    if (size[limit] > limits[limit]) return tooLarge(limit, size[limit], limits[limit]);
  }
  return null;
}

const REASONS: Readonly<Record<keyof Limits, (value: number, maximum: number) => string>> = {
  depth: (value, maximum) =>
    `The query is ${value} levels deep, and at most ${maximum} are allowed: ` +
    'request the inner part in a query of its own.',
  cost: (value, maximum) =>
    `The answer could hold about ${value} values, and at most ${maximum} are allowed: select fewer fields ` +
    'inside lists, above all lists inside lists, or use several queries.',
  aliases: (_value, maximum) =>
    `The document has more than ${maximum} aliases, which is the limit: use several requests.`,
  tokens: (_value, maximum) =>
    `The document has more than ${maximum} words and punctuators, which is the limit: ` +
    'use variables for long values, or several requests.',
  nesting: (_value, maximum) =>
    `The document has more than ${maximum} brackets inside each other, which is the limit: ` +
    'use variables for nested values, or several requests.',
};

function tooLarge(limit: keyof Limits, value: number, maximum: number): GraphQLError {
  return new GraphQLError(REASONS[limit](value, maximum), {
    extensions: {
      code: 'QUERY_TOO_LARGE',
      limit,
      value,
      maximum,
      // As yoga does for documents that are not valid: 400, except for clients that expect 200 with errors.
      http: { status: 400, spec: true },
    },
  });
}
