import { createReadStream, readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname } from 'node:path';
import { pipeline } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { Logger } from '../lib/logger.js';

export interface BuiltPageOptions {
  /** Name of the page, for messages. */
  readonly name: string;
  /** The path of the page. A request from a browser gets the page, other requests are for somebody else. */
  readonly path: string;
  /** The path of its files, with a slash at the end. */
  readonly assetsPath: string;
  /** The directory into which `npm run build` has written the page and the folder with its files. */
  readonly directory: URL;
  /** The value of the header `Content-Security-Policy`. */
  readonly policy: string;
  /** The data for the page, created for each request of it. */
  readonly options: () => unknown;
  readonly log: Logger;
}

/** A page that `npm run build` has written, served by this server. */
export interface BuiltPage {
  /**
   * Answers the request if it is for the page (a GET of its path from a browser) or for one of its files, and returns
   * whether it has answered.
   */
  handle(request: IncomingMessage, response: ServerResponse): boolean;
}

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.ttf': 'font/ttf',
  '.woff2': 'font/woff2',
};

export function createBuiltPage(options: BuiltPageOptions): BuiltPage {
  const { name, path: pagePath, assetsPath, directory, log } = options;
  const built = load(directory, assetsPath);
  if (!built) {
    log.warn(
      { directory: directory.href },
      `${name} is not built: run \`npm run build\`. Everything else works.`,
    );
  }
  return {
    handle(request, response) {
      if (request.method !== 'GET' && request.method !== 'HEAD') return false;
      const path = request.url?.split('?', 1)[0] ?? '';
      if (path === pagePath && request.headers.accept?.includes('text/html')) {
        servePage(built?.page, options, request, response);
        return true;
      }
      if (!path.startsWith(assetsPath)) return false;
      serveAsset(built?.assets.get(path.slice(assetsPath.length)), name, request, response);
      return true;
    },
  };
}

interface Built {
  readonly page: string;
  readonly assets: ReadonlyMap<string, URL>;
}

function load(directory: URL, assetsPath: string): Built | undefined {
  try {
    const page = readFileSync(new URL('index.html', directory), 'utf8');
    const folder = new URL(`${assetsPath.split('/').at(-2)}/`, directory);
    // Only files that are found here are served, so that a path from a request never reaches the file system.
    return { page, assets: new Map(readdirSync(folder).map((name) => [name, new URL(name, folder)])) };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function servePage(
  page: string | undefined,
  { name, options, policy }: BuiltPageOptions,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  if (page === undefined) {
    const advice = `${name} is not built on this server: run \`npm run build\`. GraphQL itself works.\n`;
    response.writeHead(503, { 'content-type': 'text/plain; charset=utf-8' }).end(advice);
    return;
  }
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    // A new version has new file names, so the page itself must not be cached.
    'cache-control': 'no-cache',
    vary: 'accept',
  });
  // `<` could end the script element that holds the options.
  const data = JSON.stringify(options()).replaceAll('<', '\\u003c');
  response.end(request.method === 'HEAD' ? undefined : page.replace('"__OPTIONS__"', () => data));
}

function serveAsset(
  file: URL | undefined,
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  if (!file) {
    const advice = `${name} has no such file: the server may be newer than the page. Reload the page.\n`;
    response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end(advice);
    return;
  }
  const type = extname(file.pathname);
  // A font is compressed already.
  const zip = type !== '.woff2' && /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
  response.writeHead(200, {
    'content-type': TYPES[type] ?? 'application/octet-stream',
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
