/** The address of the page of this server: one origin can serve several observatories, each below a path of its own. */
const root = () => new URL('.', window.location.href);

/**
 * A name that the pages of one server share: for storage, locks and channels of the browser.
 */
export const nameOnSite = (name: string): string => `multismurf ${root().pathname} ${name}`;

export interface ServerAddress {
  /** As `--server` of the command line takes it. */
  readonly url: string;
  /** Whether the address is valid on this machine only. */
  readonly isLoopback: boolean;
}

/** The address at which this page has found its server. */
export function serverAddress(): ServerAddress {
  const { href, hostname } = root();
  const isLoopback = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
  return { url: href.replace(/\/$/, ''), isLoopback };
}
