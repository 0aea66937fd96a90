import { createReadStream, readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname } from 'node:path';
import { pipeline } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { Logger } from '../lib/logger.js';
import { silentLogger } from '../lib/logger.js';

/** The path of the GraphQL server. A browser that opens it gets GraphiQL. */
export const GRAPHQL_PATH = '/graphql';
const ASSETS_PATH = `${GRAPHQL_PATH}/assets/`;

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

export interface GraphiQL {
  /**
   * Answers the request if it is for the page (a GET of `/graphql` from a browser) or for one of its files, and
   * returns whether it has answered. All other requests are for the GraphQL server.
   */
  handle(request: IncomingMessage, response: ServerResponse): boolean;
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

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.ttf': 'font/ttf',
};

/** GraphiQL, served by this server. Call `handle` before the GraphQL server. */
export function createGraphiQL(options: GraphiQLOptions): GraphiQL {
  const directory = options.directory ?? new URL('./graphiql/', import.meta.url);
  const built = load(directory);
  if (!built) {
    const log = options.log ?? silentLogger;
    log.warn(
      { directory: directory.href },
      'GraphiQL is not built: run `npm run build`. Everything else works.',
    );
  }
  return {
    handle(request, response) {
      if (request.method !== 'GET' && request.method !== 'HEAD') return false;
      const path = request.url?.split('?', 1)[0] ?? '';
      if (path === GRAPHQL_PATH && request.headers.accept?.includes('text/html')) {
        servePage(built && withOptions(built.page, options), request, response);
        return true;
      }
      if (!path.startsWith(ASSETS_PATH)) return false;
      serveAsset(built?.assets.get(path.slice(ASSETS_PATH.length)), request, response);
      return true;
    },
  };
}

interface Built {
  readonly page: string;
  readonly assets: ReadonlyMap<string, URL>;
}

function withOptions(page: string, { title, banner = null, tabs, newTab = '' }: GraphiQLOptions): string {
  // `<` could end the script element that holds the options.
  const data = JSON.stringify({ title, banner, tabs: tabs(), newTab }).replaceAll('<', '\\u003c');
  return page.replace('"__OPTIONS__"', () => data);
}

function load(directory: URL): Built | undefined {
  try {
    const page = readFileSync(new URL('index.html', directory), 'utf8');
    const folder = new URL('assets/', directory);
    // Only files that are found here are served, so that a path from a request never reaches the file system.
    return { page, assets: new Map(readdirSync(folder).map((name) => [name, new URL(name, folder)])) };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function servePage(page: string | undefined, request: IncomingMessage, response: ServerResponse): void {
  if (page === undefined) {
    const advice = 'GraphiQL is not built on this server: run `npm run build`. GraphQL itself works.\n';
    response.writeHead(503, { 'content-type': 'text/plain; charset=utf-8' }).end(advice);
    return;
  }
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': CONTENT_SECURITY_POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    // A new version has new file names, so the page itself must not be cached.
    'cache-control': 'no-cache',
    vary: 'accept',
  });
  response.end(request.method === 'HEAD' ? undefined : page);
}

function serveAsset(file: URL | undefined, request: IncomingMessage, response: ServerResponse): void {
  if (!file) {
    const advice = 'GraphiQL has no such file: the server may be newer than the page. Reload the page.\n';
    response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end(advice);
    return;
  }
  const zip = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
  response.writeHead(200, {
    'content-type': TYPES[extname(file.pathname)] ?? 'application/octet-stream',
    'x-content-type-options': 'nosniff',
    // The name contains a hash of the content, so the content never changes.
    'cache-control': 'public, max-age=31536000, immutable',
    vary: 'accept-encoding',
    ...(zip && { 'content-encoding': 'gzip' }),
  });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  // It is no error if the client disconnects early; `pipeline` closes all streams in any case.
  const done = () => {};
  if (zip) pipeline(createReadStream(file), createGzip(), response, done);
  else pipeline(createReadStream(file), response, done);
}
