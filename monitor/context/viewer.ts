import { createContext, useContext } from 'react';
import type { MonitorViewerQuery, Role } from '../generated/graphql.js';

/** Who uses the page. */
export type Viewer = MonitorViewerQuery['viewer'];

/** Null until the server has reported it. */
export const ViewerContext = createContext<Viewer | null>(null);

/** Each has all rights of those before it. */
const ROLES: readonly Role[] = ['VIEWER', 'OPERATOR', 'ADMINISTRATOR'];

export const hasRole = (viewer: Viewer | null, role: Role): boolean =>
  viewer === null || ROLES.indexOf(viewer.role) >= ROLES.indexOf(role);

/**
 * Whether the page offers what needs the role. The server decides in the end. Until it has reported who this is, everything
 * is offered, so that nobody waits for the button that stops everything.
 */
export const useMay = (role: Role): boolean => hasRole(useContext(ViewerContext), role);
