import type { Plugin } from 'graphql-yoga';
import { hasRole, type Viewer } from '../auth/viewer.js';
import { endOfTurn } from '../lib/clock.js';
import type { RequestContext } from './request-context.js';

/** Lets long documents be read one at a time, with some turns of the event loop between them: many delay nobody else. */
export interface DocumentTurns {
  /** Resolves when it is the turn of this text; at once if it is short, or may stop something. */
  take(text: unknown, viewer: Viewer | null): Promise<void>;
}

/** A document of this length takes some milliseconds; the worst that the limits allow take 0.1 s. */
const SHORT = 1000;

/** A short request takes this many turns: to accept the connection, to read the request and to answer. */
const TURNS_BETWEEN = 4;

/** A stop waits for nothing. */
const STOP = /\b(stopAll|stopOperation|abortOperation|cancelRun)\b/;

export function createDocumentTurns(): DocumentTurns {
  let last = Promise.resolve();
  return {
    async take(text, viewer) {
      if (typeof text !== 'string' || text.length <= SHORT) return;
      if (viewer && hasRole(viewer, 'operator') && STOP.test(text)) return;
      last = last.then(pause);
      await last;
    },
  };
}

async function pause(): Promise<void> {
  for (let turn = 0; turn < TURNS_BETWEEN; turn += 1) await endOfTurn();
}

/** The turns of requests over HTTP: before their JSON is read, and before the document of a URL or a form is. */
export function useDocumentTurns(turns: DocumentTurns): Plugin<object, RequestContext> {
  return {
    onRequestParse({ request, requestParser, setRequestParser, serverContext }) {
      if (!requestParser || !hasText(request)) return;
      setRequestParser(async (asked) => {
        await turns.take(await asked.text(), serverContext.viewer);
        return await requestParser(asked);
      });
    },
    async onParams({ params, request, context: { viewer } }) {
      if (!hasText(request)) await turns.take(params.query, viewer);
    },
  };
}

/** The text of a form is read in parts. */
const hasText = ({ method, headers }: Request): boolean =>
  method === 'POST' && !headers.get('content-type')?.startsWith('multipart/');
