import type { EncodedOperation } from './operations.js';

/**
 * Clients on autobahn-python lose a message of 1 MiB and more, and their link with it. JSON is the longest
 * of the encodings, so what is this long in JSON passes in all, with room for the envelope.
 */
export const MAX_ANSWER_BYTES = 768 * 1024;

/** Length of a value in JSON, in bytes. */
export function sizeOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value) ?? '');
}

/** Operations as get_api tells them, of which the longest sessions leave out their data until all fit. */
export function fitOperations(operations: readonly EncodedOperation[]): EncodedOperation[] {
  const portions = operations.map((full) => ({ full, without: (bytes: number) => withoutData(full, bytes) }));
  return fit(portions, MAX_ANSWER_BYTES);
}

function withoutData(operation: EncodedOperation, bytes: number): EncodedOperation {
  const [name, session, info] = operation;
  if (!('data' in session)) return operation;
  return [name, { ...session, data: omitted(bytes), messages: session.messages.slice(-1) }, info];
}

/** What stands in place of data that were left out. */
export function omitted(bytes: number): Record<string, unknown> {
  return { omitted: `${bytes} bytes of data, left out because the answer would be too long for OCS clients` };
}

/** Something that is part of a long answer, and what it looks like without its data. */
export interface Portion<T> {
  readonly full: T;
  readonly without: (bytes: number) => T;
}

/** The portions, of which the largest are told without their data until all fit into `maxBytes`. */
export function fit<T>(portions: readonly Portion<T>[], maxBytes: number): T[] {
  const parts = portions.map((portion) => ({ portion, value: portion.full, bytes: sizeOf(portion.full) }));
  let total = parts.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const part of parts.toSorted((a, b) => b.bytes - a.bytes)) {
    if (total <= maxBytes) break;
    part.value = part.portion.without(part.bytes);
    total += sizeOf(part.value) - part.bytes;
  }
  return parts.map(({ value }) => value);
}
