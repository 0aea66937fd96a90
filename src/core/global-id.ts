/** The parts of an id: the type of the object, its network, and its key on that network. */
export interface GlobalKey {
  readonly type: string;
  readonly network: string;
  readonly key: readonly string[];
}

/**
 * An id that is unique across types and networks, and stable across restarts. It is opaque to clients: they compare
 * it and send it back.
 */
export function globalId(type: string, network: string, ...key: readonly string[]): string {
  return Buffer.from(JSON.stringify([type, network, ...key])).toString('base64url');
}

/** Null if the text is not such an id. */
export function parseGlobalId(id: string): GlobalKey | null {
  try {
    const parts: unknown = JSON.parse(Buffer.from(id, 'base64url').toString());
    if (!Array.isArray(parts) || !parts.every((part) => typeof part === 'string')) return null;
    const [type, network, ...key] = parts;
    return type === undefined || network === undefined ? null : { type, network, key };
  } catch {
    return null;
  }
}
