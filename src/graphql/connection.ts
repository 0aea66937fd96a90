import { builder } from './builder.js';

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
