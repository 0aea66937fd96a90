/** What an id stands for: the type of the object, the network that it is on, and its key there. */
export interface GlobalKey {
  readonly type: string;
  readonly network: string;
  readonly key: readonly string[];
}

/**
 * An id that no object of another type or another network has, and that stays the same over restarts. Clients
 * compare it and send it back; what it is made of is not for them.
 */
export function globalId(type: string, network: string, ...key: readonly string[]): string {
  return Buffer.from(JSON.stringify([type, network, ...key])).toString('base64url');
}

/** Null for what is no such id. */
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
