import type { Figure } from './figure.js';

export type Meaning = Pick<Figure, 'unit' | 'description'>;

/** Some figures of an operation: how they are read, and what they mean. */
export interface FigureSource {
  /** The values in session data of any shape, by name; empty if nothing can be read. */
  read(data: unknown): readonly (readonly [name: string, value: number])[];
  /** Null for the name of another figure. */
  meaningOf(name: string): Meaning | null;
}
