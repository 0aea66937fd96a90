import { type ReactNode, useLayoutEffect, useRef } from 'react';

export interface ModalProps {
  /** The id of its heading. */
  readonly labelledBy: string;
  readonly className?: string;
  /** A click beside it closes it too. Not for questions and reports, which stay until they are answered or read. */
  readonly isLight?: true;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A dialog that is open while it is on the page. When it goes, the focus returns to where it was. */
export function Modal({ labelledBy, className, isLight, onClose, children }: ModalProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  // Before the dialog leaves the page: only an open one gives the focus back.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={labelledBy}
      className={className}
      closedby={isLight ? 'any' : 'closerequest'}
      onClose={onClose}
    >
      {children}
    </dialog>
  );
}
