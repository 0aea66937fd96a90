import { createReadStream, readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname } from 'node:path';
import { pipeline } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { Logger } from '../lib/logger.js';
import { silentLogger } from '../lib/logger.js';

/** Where GraphQL is served: GraphiQL is what a browser sees when it opens this address. */
export const GRAPHQL_PATH = '/graphql';
const ASSETS_PATH = `${GRAPHQL_PATH}/assets/`;

/** One editor tab: its name on the page is the name of its first operation. */
export interface GraphiQLTab {
  /** A GraphQL document; lines that start with `#` are comments and the place for a word of advice. */
  readonly query: string;
  /** The document's variables, as JSON text. */
  readonly variables?: string;
}

export interface GraphiQLOptions {
  /** Name of this installation, on the page and in the browser's tab. */
  readonly title: string;
  /** Stands above the editor for as long as the page is open. */
  readonly banner?: string | null;
  /**
   * Tabs of a first visit, made when the page is asked for. Later visits show the tabs that the person left, kept
   * by the browser.
   */
  readonly tabs: () => readonly GraphiQLTab[];
  /** What a tab opened with `+` starts with. */
  readonly newTab?: string;
  /** Directory that `npm run build` wrote the page into. */
  readonly directory?: URL;
  readonly log?: Logger;
}

export interface GraphiQL {
  /**
   * Answers the request if it is for the page (a browser's GET of `/graphql`) or for one of its files, and
   * says whether it did. Everything else is left alone, for the GraphQL server behind it.
   */
  handle(request: IncomingMessage, response: ServerResponse): boolean;
}

/**
 * Everything from our own server, for control rooms without internet, and no script but the page's files.
 * Monaco, GraphiQL's editor, writes its colours and its layout as inline styles; fonts come inside the CSS.
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

/** GraphiQL as a part of our server: to be asked before the GraphQL server, which knows nothing of it. */
export function createGraphiQL(options: GraphiQLOptions): GraphiQL {
  const directory = options.directory ?? new URL('./graphiql/', import.meta.url);
  const built = load(directory);
  if (!built) {
    const log = options.log ?? silentLogger;
    log.warn({ directory: directory.href }, 'GraphiQL is not there: run `npm run build`. All else works.');
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
    // Only names found here are served, so that no path of a request ever reaches the file system.
    return { page, assets: new Map(readdirSync(folder).map((name) => [name, new URL(name, folder)])) };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function servePage(page: string | undefined, request: IncomingMessage, response: ServerResponse): void {
  if (page === undefined) {
    const advice = 'GraphiQL has not been built on this server: run `npm run build`. GraphQL itself works.\n';
    response.writeHead(503, { 'content-type': 'text/plain; charset=utf-8' }).end(advice);
    return;
  }
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': CONTENT_SECURITY_POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    // A new version has new file names, so the page itself must be asked for each time.
    'cache-control': 'no-cache',
    vary: 'accept',
  });
  response.end(request.method === 'HEAD' ? undefined : page);
}

function serveAsset(file: URL | undefined, request: IncomingMessage, response: ServerResponse): void {
  if (!file) {
    const advice = 'No such file of GraphiQL: the server may be newer than the page. Reload the page.\n';
    response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end(advice);
    return;
  }
  const zip = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
  response.writeHead(200, {
    'content-type': TYPES[extname(file.pathname)] ?? 'application/octet-stream',
    'x-content-type-options': 'nosniff',
    // The name holds a hash of the content: what it names never changes.
    'cache-control': 'public, max-age=31536000, immutable',
    vary: 'accept-encoding',
    ...(zip && { 'content-encoding': 'gzip' }),
  });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  // A visitor who leaves halfway is no error, and `pipeline` closes all of it either way.
  const done = () => {};
  if (zip) pipeline(createReadStream(file), createGzip(), response, done);
  else pipeline(createReadStream(file), response, done);
}
