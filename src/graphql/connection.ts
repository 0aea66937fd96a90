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

const DEFAULT_PAGE = 20;
const LARGEST_PAGE = 200;

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
