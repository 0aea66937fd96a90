import { type ReactNode, useLayoutEffect, useRef } from 'react';

export interface ModalProps {
  /** Its name for screen readers. */
  readonly label: string;
  readonly className?: string;
  /** Escape, a click beside it, or a control in it. */
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A dialog in front of the page, open for as long as it is rendered. */
export function Modal({ label, className, onClose, children }: ModalProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    // Returns the focus to where it was: just removing the dialog would not.
    return () => element?.close();
  }, []);
  return (
    <dialog ref={dialog} aria-label={label} className={className} closedby="any" onClose={onClose}>
      {children}
    </dialog>
  );
}
