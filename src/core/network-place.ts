/** The OCS network of a core. Never changes. */
export interface NetworkPlace {
  readonly url: string;
  readonly realm: string;
  readonly addressRoot: string;
  /** The OCS site file that defines the network; null if options define it. */
  readonly site: string | null;
  /** Name of the network, used in ids. Defaults to url, realm and address root. */
  readonly name?: string;
}

/** The name that distinguishes this network from others. Stable across restarts. */
export function networkName({ url, realm, addressRoot, name }: NetworkPlace): string {
  return name ?? [url, realm, addressRoot].join(' ');
}
