import { builder } from './builder.js';

/** What a page of any list is made of; the id of a node is its cursor. */
export interface Page<Node extends { readonly id: string }> {
  readonly nodes: readonly Node[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  /** Of the whole list. */
  readonly totalCount: number;
}

export const PageInfoRef = builder.objectRef<Page<{ readonly id: string }>>('PageInfo').implement({
  description: 'The place of a page in its list.',
  fields: (t) => ({
    hasNextPage: t.exposeBoolean('hasNextPage', { description: 'True if the list goes on after this page.' }),
    hasPreviousPage: t.exposeBoolean('hasPreviousPage', {
      description: 'True if there is something before this page.',
    }),
    startCursor: t.string({
      nullable: true,
      description: 'The value of `before` for the page before; null if this page is empty.',
      resolve: ({ nodes }) => nodes[0]?.id ?? null,
    }),
    endCursor: t.string({
      nullable: true,
      description: 'The value of `after` for the next page; null if this page is empty.',
      resolve: ({ nodes }) => nodes.at(-1)?.id ?? null,
    }),
  }),
});
