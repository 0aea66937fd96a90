import type { ReactNode } from 'react';

export interface FactProps {
  readonly term: string;
  readonly children: ReactNode;
}

/** A word and what it is, in a line of facts: a `dl`. */
export function Fact({ term, children }: FactProps) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}
