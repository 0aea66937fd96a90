import { type Logger, silentLogger } from '../lib/logger.js';
import { type BuiltPage, createBuiltPage } from './built-page.js';

export interface MonitorOptions {
  /** Name of this installation, shown on the page and in the browser tab. */
  readonly title: string;
  /** If true, the page shows that no hardware is behind the slots. */
  readonly simulated: boolean;
  /** If true, the page offers to sign out. */
  readonly requiresToken: boolean;
  /** The directory into which `npm run build` has written the page. */
  readonly directory?: URL;
  readonly log?: Logger;
}

/** All files come from this server, for control rooms without internet. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "connect-src 'self'",
  // The widths of bars are inline styles.
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join('; ');

/** The monitor: a page that shows all slots, live. A browser that opens `/` gets it. */
export function createMonitor(options: MonitorOptions): BuiltPage {
  const { title, simulated, requiresToken, directory, log } = options;
  return createBuiltPage({
    name: 'The monitor',
    path: '/',
    assetsPath: '/monitor/',
    directory: directory ?? new URL('./monitor/', import.meta.url),
    policy: CONTENT_SECURITY_POLICY,
    options: () => ({ title, simulated, requiresToken }),
    log: log ?? silentLogger,
  });
}
