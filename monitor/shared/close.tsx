import type { ReactNode } from 'react';

export interface CloseProps {
  readonly onClose: () => void;
  /** What stands beside the button. */
  readonly children?: ReactNode;
}

/** The end of a dialog that asks nothing. */
export function Close({ onClose, children }: CloseProps) {
  return (
    <div className="answers">
      <button type="button" onClick={onClose}>
        Close
      </button>
      {children}
    </div>
  );
}
