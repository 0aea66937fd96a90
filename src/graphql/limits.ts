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

/** The maximum size of a request. */
export interface Limits {
  /** Levels of fields, one inside the other. The introspection query of graphql-js has 15. */
  readonly depth: number;
  /**
   * Approximate number of values in the answer: see `measureQuery`. With 100 simulated slots of 16 sessions each,
   * the worst queries that we found with a cost up to 150,000 blocked the event loop for 190 ms (two busy cores).
   * One query for everything on 100 slots, for a dashboard, costs 146,000.
   */
  readonly cost: number;
  /** Number of aliases in the document. */
  readonly aliases: number;
  /** Words and punctuators in the document. The worst documents that we found with 2,000 take 0.1 s to validate. */
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
 * The cost is calculated for at least this number of slots. So a query that works on a small network also works on
 * a larger one, and subscriptions that begin before the slots are known are checked too.
 */
const LEAST_SLOTS = 50;

/**
 * Rejects requests that are too large before they are executed, on every transport. The text is checked before it
 * is parsed. Depth and cost are checked when the variables are known: a validation rule cannot do that, since
 * yoga caches the result of validation by document.
 */
export function limitsPlugin(limits: Limits = DEFAULT_LIMITS): Plugin<Context> {
  return {
    onParse({ params: { source } }) {
      checkText(typeof source === 'string' ? new Source(source) : source, limits);
      // The same code as yoga adds over HTTP.
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

/** @throws GraphQLError if the text is too large. Text that is not GraphQL is left to the parser. */
function checkText(source: Source, limits: Limits): void {
  const lexer = new Lexer(source);
  const count = { tokens: 0, nesting: 0, aliases: 0 };
  let parentheses = 0;
  for (let kind = nextKind(lexer); kind !== TokenKind.EOF; kind = nextKind(lexer)) {
    count.tokens += 1;
    count.nesting += NESTS[kind] ?? 0;
    if (kind === TokenKind.PAREN_L) parentheses += 1;
    else if (kind === TokenKind.PAREN_R) parentheses -= 1;
    // A colon inside parentheses belongs to an argument or a variable definition, not to an alias.
    else if (kind === TokenKind.COLON && parentheses === 0) count.aliases += 1;
    for (const limit of ['tokens', 'nesting', 'aliases'] as const) {
      if (count[limit] > limits[limit]) throw tooLarge(limit, count[limit], limits[limit]);
    }
  }
}

/** The next token, or the end of the text if the next token is invalid. */
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
  // The execution reports the error in the operation name.
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
    `The query has ${value} levels, but at most ${maximum} are allowed: request the inner part in a separate query (--max-depth).`,
  cost: (value, maximum) =>
    `The answer could have about ${value} values, but at most ${maximum} are allowed: select fewer fields ` +
    'inside lists (especially lists inside lists), or use several queries (--max-cost).',
  aliases: (_value, maximum) =>
    `The document has more than ${maximum} aliases (the limit): use several requests (--max-aliases).`,
  tokens: (_value, maximum) =>
    `The document has more than ${maximum} words and punctuation marks (the limit): ` +
    'use variables for long values, or several requests (--max-tokens).',
  nesting: (_value, maximum) =>
    `The document has more than ${maximum} nested brackets (the limit): ` +
    'use variables for nested values, or several requests (--max-nesting).',
};

function tooLarge(limit: keyof Limits, value: number, maximum: number): GraphQLError {
  return new GraphQLError(REASONS[limit](value, maximum), {
    extensions: {
      code: 'QUERY_TOO_LARGE',
      limit,
      value,
      maximum,
      // The same as yoga's answer to an invalid document: 400, except for clients that expect 200 with errors.
      http: { status: 400, spec: true },
    },
  });
}
