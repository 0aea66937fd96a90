import type { Kind } from './entries.js';
import type { Field } from './model.js';

/** The kind of each of these fields. A value without a field of its own is JSON. */
export const kindIn =
  (fields: readonly Field[]) =>
  (name: string): Kind =>
    fields.find((field) => field.name === name)?.kind ?? 'json';
