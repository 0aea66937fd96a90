import { type Logger, silentLogger } from '../lib/logger.js';
import { type BuiltPage, createBuiltPage } from './built-page.js';

/** The path of the GraphQL server. A browser that opens it gets GraphiQL. */
export const GRAPHQL_PATH = '/graphql';

/** One editor tab: its name on the page is the name of its first operation. */
export interface GraphiQLTab {
  /** A GraphQL document. Lines that start with `#` are comments, for explanations. */
  readonly query: string;
  /** The document's variables, as JSON text. */
  readonly variables?: string;
}

export interface GraphiQLOptions {
  /** Name of this installation, shown on the page and in the browser tab. */
  readonly title: string;
  /** Text above the editor, always visible; null for none. */
  readonly banner?: string | null;
  /**
   * The tabs of a first visit, created for each request of the page. Later visits show the tabs that the browser has
   * stored.
   */
  readonly tabs: () => readonly GraphiQLTab[];
  /** The initial document of a tab that is opened with `+`. */
  readonly newTab?: string;
  /** The directory into which `npm run build` has written the page. */
  readonly directory?: URL;
  readonly log?: Logger;
}

/**
 * All files come from this server, for control rooms without internet, and only scripts from files are allowed.
 * Monaco, the editor of GraphiQL, uses inline styles for colours and layout; the fonts are inside the CSS.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "connect-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join('; ');

/** GraphiQL, served by this server. Call `handle` before the GraphQL server. */
export function createGraphiQL(options: GraphiQLOptions): BuiltPage {
  const { title, banner = null, tabs, newTab = '' } = options;
  return createBuiltPage({
    name: 'GraphiQL',
    path: GRAPHQL_PATH,
    assetsPath: `${GRAPHQL_PATH}/assets/`,
    directory: options.directory ?? new URL('./graphiql/', import.meta.url),
    policy: CONTENT_SECURITY_POLICY,
    options: () => ({ title, banner, tabs: tabs(), newTab }),
    log: options.log ?? silentLogger,
  });
}
