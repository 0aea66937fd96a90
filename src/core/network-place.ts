/** The network that a core serves. Never changes. */
export interface NetworkPlace {
  readonly url: string;
  readonly realm: string;
  readonly addressRoot: string;
  /** The OCS site file that says so; null if it came from options. */
  readonly site: string | null;
  /** Tells the network from others; absent: where it is does. */
  readonly name?: string;
}

/** What tells the network from others, also after a restart. */
export function networkName({ url, realm, addressRoot, name }: NetworkPlace): string {
  return name ?? [url, realm, addressRoot].join(' ');
}
