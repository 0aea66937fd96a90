/** What a row of the bench found. */
export interface Findings {
  /** For people, in Markdown. */
  readonly table: string;
  /** The figures behind the table. */
  readonly figures: unknown;
  /** What is wrong with cells of the table, in words: they prove nothing. */
  readonly invalid: readonly string[];
}

export interface RowOptions {
  /** Smaller and shorter, for CI: it shows that the bench works, and its figures are rough. */
  readonly quick: boolean;
}

export function progress(text: string): void {
  process.stderr.write(`# ${text}\n`);
}
