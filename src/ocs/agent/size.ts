import type { EncodedOperation } from './operations.js';

/**
 * Clients with autobahn-python lose their link if a message has 1 MiB or more. JSON is the longest of the encodings,
 * so an answer with this size in JSON is small enough in all encodings, with room for the envelope.
 */
export const MAX_ANSWER_BYTES = 768 * 1024;

/** Length of a value in JSON, in bytes. */
export function sizeOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value) ?? '');
}

/** The operations for get_api. The data of the largest sessions are omitted until everything fits. */
export function fitOperations(operations: readonly EncodedOperation[]): EncodedOperation[] {
  const portions = operations.map((full) => {
    const whole = sized(full);
    return { whole, without: () => sized(withoutData(full, whole.bytes)) };
  });
  return fit(portions, MAX_ANSWER_BYTES);
}

function withoutData(operation: EncodedOperation, bytes: number): EncodedOperation {
  const [name, session, info] = operation;
  if (!('data' in session)) return operation;
  return [name, { ...session, data: omitted(bytes), messages: session.messages.slice(-1) }, info];
}

/** Replaces data that were omitted. */
export function omitted(bytes: number): Record<string, unknown> {
  return { omitted: `${bytes} bytes of data, omitted because the answer would be too long for OCS clients` };
}

/** A value and its length in JSON. */
export interface Sized<T> {
  readonly value: T;
  readonly bytes: number;
}

export function sized<T>(value: T): Sized<T> {
  return { value, bytes: sizeOf(value) };
}

/** A part of a long answer, with and without its data. */
export interface Portion<T> {
  readonly whole: Sized<T>;
  readonly without: () => Sized<T>;
}

/** The portions. The largest are used without their data until all fit into `maxBytes`. */
export function fit<T>(portions: readonly Portion<T>[], maxBytes: number): T[] {
  let total = portions.reduce((sum, { whole }) => sum + whole.bytes, 0);
  if (total <= maxBytes) return portions.map(({ whole }) => whole.value);
  const parts = portions.map(({ whole, without }) => ({ ...whole, without }));
  for (const part of parts.toSorted((a, b) => b.bytes - a.bytes)) {
    if (total <= maxBytes) break;
    const { value, bytes } = part.without();
    total += bytes - part.bytes;
    part.value = value;
  }
  return parts.map(({ value }) => value);
}
