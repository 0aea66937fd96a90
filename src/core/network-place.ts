/** The network that a core serves. Never changes. */
export interface NetworkPlace {
  readonly url: string;
  readonly realm: string;
  readonly addressRoot: string;
  /** The OCS site file that says so; null if it came from options. */
  readonly site: string | null;
}

/** What tells the network from others, also after a restart. */
export function networkName({ url, realm, addressRoot }: NetworkPlace): string {
  return [url, realm, addressRoot].join(' ');
}
