import type { ReactNode } from 'react';

export interface FactProps {
  readonly name: string;
  readonly children: ReactNode;
}

/** A word and what it is, in a line of facts: a `dl`. Not shown without a value. */
export function Fact({ name, children }: FactProps) {
  if (children === null || children === '') return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
