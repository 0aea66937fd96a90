import { setParams } from '../location/location.js';

/** A new operation begins with nothing filled in. */
const EMPTY = { params: null, options: null, note: null } as const;

export const choose = (operation: string): void => setParams({ command: operation, ...EMPTY });

/** Closes the panel, and forgets what has been filled in. */
export const closePanel = (): void => setParams({ command: null, ...EMPTY });
