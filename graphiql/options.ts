/** What the server tells the page: the same shape as `GraphiQLOptions` of `src/http/graphiql.ts`. */
export interface PageOptions {
  readonly title: string;
  readonly banner: string | null;
  readonly tabs: readonly { readonly query: string; readonly variables?: string }[];
  readonly newTab: string;
}
