import type { IncomingMessage } from 'node:http';
import { hasRole, type Role, type Viewer } from '../auth/viewer.js';
import { GRAPHQL_PATH } from './graphiql.js';
import type { Refusal } from './refusal.js';
import { SIGN_IN_PATH, SIGN_OUT_PATH } from './sign-in.js';

interface Place {
  /** With `*` at its end: all paths that begin so. */
  readonly path: string;
  /** True if it answers under every host name, and to every page: a probe may use any. */
  readonly isForProbes?: true;
}

/** A route that everybody may use. */
export interface OpenRoute extends Place {
  readonly name: 'health' | 'sign-in' | 'graphiql' | 'monitor';
  readonly role: null;
}

/** A route that requires a token, if the server requires any. */
export interface GuardedRoute extends Place {
  readonly name: 'graphql' | 'export' | 'metrics';
  /** The role that its caller needs. */
  readonly role: Role;
}

export type Route = OpenRoute | GuardedRoute;

/**
 * All that is served over HTTP, and to whom. Pages contain nothing of the slots, so that a browser can load them before
 * its user has a token. Within `/graphql`, each field of the root types names its own role.
 */
export const ROUTES: readonly Route[] = [
  { name: 'health', path: '/health/live', role: null, isForProbes: true },
  { name: 'health', path: '/health/ready', role: null, isForProbes: true },
  { name: 'sign-in', path: SIGN_IN_PATH, role: null },
  { name: 'sign-in', path: SIGN_OUT_PATH, role: null },
  { name: 'monitor', path: '/', role: null },
  { name: 'monitor', path: '/monitor/*', role: null },
  // For a request of a browser, which accepts HTML.
  { name: 'graphiql', path: GRAPHQL_PATH, role: null },
  { name: 'graphiql', path: `${GRAPHQL_PATH}/assets/*`, role: null },
  { name: 'graphql', path: GRAPHQL_PATH, role: 'viewer' },
  { name: 'export', path: '/export/runs.csv', role: 'viewer' },
  { name: 'export', path: '/export/runs/*', role: 'viewer' },
  { name: 'metrics', path: '/metrics', role: 'viewer' },
];

/** The routes at the path of a request, in their order. */
export function routesAt({ url = '' }: Pick<IncomingMessage, 'url'>): readonly Route[] {
  const [asked = ''] = url.split('?', 1);
  return ROUTES.filter(({ path }) =>
    path.endsWith('*') ? asked.startsWith(path.slice(0, -1)) : asked === path,
  );
}

/** Why a user may not use a route; null if they may. */
export function checkRole({ path, role: needed }: GuardedRoute, viewer: Viewer): Refusal | null {
  if (hasRole(viewer, needed)) return null;
  const message = `${path} requires the role ${needed}, but ${viewer.name ?? 'this client'} has the role ${viewer.role}.`;
  return { code: 'FORBIDDEN', message };
}
