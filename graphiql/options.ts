/** The options that the server writes into the page. Same shape as `GraphiQLOptions` of `src/http/graphiql.ts`. */
export interface PageOptions {
  readonly title: string;
  readonly banner: string | null;
  readonly tabs: readonly { readonly query: string; readonly variables?: string }[];
  readonly newTab: string;
}
