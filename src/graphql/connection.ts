import { RequestError } from '../core/errors.js';
import type { PageRequest } from '../core/runs/run-store.js';
import { builder } from './builder.js';
import { inRange } from './in-range.js';

/** One page of a list. The cursor of a node is its id. */
export interface Page<Node extends { readonly id: string }> {
  readonly nodes: readonly Node[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  /** Number of nodes in the whole list. */
  readonly totalCount: number;
}

export const PageInfoRef = builder.objectRef<Page<{ readonly id: string }>>('PageInfo').implement({
  description: 'The position of a page in its list.',
  fields: (t) => ({
    hasNextPage: t.exposeBoolean('hasNextPage', {
      description: 'True if the list has entries after this page.',
    }),
    hasPreviousPage: t.exposeBoolean('hasPreviousPage', {
      description: 'True if the list has entries before this page.',
    }),
    startCursor: t.string({
      nullable: true,
      description: 'The value of `before` for the previous page; null if this page is empty.',
      resolve: ({ nodes }) => nodes[0]?.id ?? null,
    }),
    endCursor: t.string({
      nullable: true,
      description: 'The value of `after` for the next page; null if this page is empty.',
      resolve: ({ nodes }) => nodes.at(-1)?.id ?? null,
    }),
  }),
});

/** The words of a list in the schema. */
interface ListWords {
  /** The description of an edge. */
  readonly edge: string;
  /** The description of a page. */
  readonly page: string;
  /** A node, such as `run`. */
  readonly one: string;
  readonly many: string;
}

/** The types of a list, as in Relay: `<Name>Connection` with its `<Name>Edge`. The newest node is the first. */
export function connectionOf<Node extends { readonly id: string }>(
  name: string,
  node: ReturnType<ReturnType<typeof builder.objectRef<Node>>['implement']>,
  { edge, page, one, many }: ListWords,
) {
  const EdgeRef = builder.objectRef<Node>(`${name}Edge`).implement({
    description: edge,
    fields: (t) => ({
      cursor: t.string({
        description: 'Its position in the list: a value for `after` or `before`.',
        resolve: ({ id }) => id,
      }),
      // TypeScript cannot tell that a generic node is not a list.
      node: t.field({ type: node, description: `The ${one}.`, resolve: (value) => value as never }),
    }),
  });
  return builder.objectRef<Page<Node>>(`${name}Connection`).implement({
    description: page,
    fields: (t) => ({
      edges: t.field({
        type: [EdgeRef],
        description: `The ${many}, each with its cursor.`,
        resolve: ({ nodes }) => [...nodes],
      }),
      nodes: t.field({
        type: [node],
        description: `The ${many}.`,
        resolve: ({ nodes }) => [...nodes],
      }),
      pageInfo: t.field({
        type: PageInfoRef,
        description: `The position of the page. The next page has older ${many}.`,
        resolve: (value) => value,
      }),
      totalCount: t.exposeInt('totalCount', { description: `How many ${many} match, on all pages.` }),
    }),
  });
}

const DEFAULT_PAGE = 20;
const LARGEST_PAGE = 200;

/** The arguments of a list that select a page: see {@link pageRequest}. */
export function pageArgs(many: string) {
  return builder.args((t) => ({
    first: t.int({
      description: `How many ${many}, beginning with the newest: 0 to ${LARGEST_PAGE}. Defaults to ${DEFAULT_PAGE}.`,
    }),
    after: t.string({
      description: `Only ${many} that follow this cursor (older ${many}). Used with \`first\`.`,
    }),
    last: t.int({
      description: `How many ${many}, ending with the oldest: 0 to ${LARGEST_PAGE}. Cannot be used with \`first\`.`,
    }),
    before: t.string({
      description: `Only ${many} that precede this cursor (newer ${many}). Used with \`last\`.`,
    }),
  }));
}

type PageArguments = {
  readonly [Name in 'first' | 'last']?: number | null | undefined;
} & { readonly [Name in 'after' | 'before']?: string | null | undefined };

/** The page that the arguments of a list ask for. @throws {RequestError} BAD_USER_INPUT */
export function pageRequest({ first, after, last, before }: PageArguments): PageRequest {
  const isBackward = last != null || before != null;
  if (isBackward && (first != null || after != null)) {
    throw new RequestError('BAD_USER_INPUT', 'Use either first and after, or last and before, not both.');
  }
  const [name, given] = isBackward ? (['last', last] as const) : (['first', first] as const);
  const size = inRange(name, given ?? DEFAULT_PAGE, [0, LARGEST_PAGE]);
  return isBackward ? { last: size, before } : { first: size, after };
}
