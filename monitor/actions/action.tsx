import './actions.css';
import type { ReactNode } from 'react';

export interface ActionProps {
  readonly children: ReactNode;
  /** Why it cannot be done now; null if it can. */
  readonly why?: string | null;
  readonly className?: string;
  readonly onDo: () => void;
}

/** A button that stays in its place when it cannot be used, and then says why. */
export function Action({ children, why = null, className, onDo }: ActionProps) {
  return (
    <button
      type="button"
      className={`button ${className ?? ''}`}
      // Not `disabled`: the reason could then not be reached with the keyboard.
      aria-disabled={why !== null}
      title={why ?? undefined}
      onClick={why === null ? onDo : undefined}
    >
      {children}
    </button>
  );
}
