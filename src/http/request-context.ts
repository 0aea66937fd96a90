import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Viewer } from '../auth/viewer.js';
import type { RequestTrace } from '../lib/request-trace.js';
import type { Closable } from '../lib/topic.js';
import type { Said } from './said.js';

/** Calls `end` once the rights of the caller are others, or have ended. */
export type RightsWatch = (end: () => void) => Closable;

/** The data of a request that a transport passes to GraphQL. */
export interface RequestContext {
  readonly viewer: Viewer;
  readonly said: Said;
  readonly watch: RightsWatch;
  readonly trace: RequestTrace;
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
}
