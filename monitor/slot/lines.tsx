import type { ReactNode } from 'react';

export interface LinesProps {
  readonly label: string;
  /** The heads of the columns; a head of a column with numbers begins with `#`. */
  readonly heads: readonly string[];
  /** The rows. */
  readonly children: ReactNode;
}

/** A table with a line for each thing. */
export function Lines({ label, heads, children }: LinesProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls on a phone, so people with a keyboard must be able to reach it.
    <section className="wide" aria-label={label} tabIndex={0}>
      <table className="lines">
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col" className={head.startsWith('#') ? 'number' : undefined}>
                {head.replace('#', '')}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  );
}
