/** The results of a command of the bench. */
export interface Findings {
  /** The table in Markdown. */
  readonly table: string;
  /** The figures behind the table. */
  readonly figures: unknown;
  /** Messages about invalid cells of the table. */
  readonly invalid: readonly string[];
}

export interface RowOptions {
  /** Smaller and shorter, for CI: it shows that the bench works, and its figures are rough. */
  readonly quick: boolean;
  /** Only the part with this name, of a command that has parts. */
  readonly only?: string;
}

export function progress(text: string): void {
  process.stderr.write(`# ${text}\n`);
}
