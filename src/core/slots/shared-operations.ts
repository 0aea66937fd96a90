import { createHash } from 'node:crypto';
import type { SlotApi } from './slot.js';

type Operations = SlotApi['operations'];

/** Agents have few versions. An agent that invents operations must not fill the memory. */
const MAX_KINDS = 100;

/**
 * Gives equal operations of several agents the same Map. Agents of one version have equal operations, with long
 * docstrings: so they need memory once, and code that compares them can compare the Maps.
 */
export function createSharedOperations(): (operations: Operations) => Operations {
  const kinds = new Map<string, Operations>();
  return (operations) => {
    const key = createHash('sha256')
      .update(JSON.stringify([...operations], readable))
      .digest('base64');
    const known = kinds.get(key);
    if (known) return known;
    if (kinds.size >= MAX_KINDS) kinds.clear();
    kinds.set(key, operations);
    return operations;
  };
}

/** Agents may send 64-bit integers, which JSON does not have. */
function readable(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}n` : value;
}
