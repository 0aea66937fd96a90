import { type ReactNode, useLayoutEffect, useRef } from 'react';

export type ModalProps = (
  | {
      /** Its name for screen readers. */
      readonly label: string;
    }
  | {
      /** The id of its heading. */
      readonly labelledBy: string;
    }
) & {
  readonly className?: string;
  /** What closes it besides Escape: `any` is a click beside it, too. */
  readonly closedBy?: 'any' | 'closerequest';
  readonly onClose: () => void;
  readonly children: ReactNode;
};

/** A dialog in front of the page, open while it is rendered. When it goes, the focus returns to where it was. */
export function Modal({ className, closedBy = 'closerequest', onClose, children, ...name }: ModalProps) {
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
      aria-label={'label' in name ? name.label : undefined}
      aria-labelledby={'labelledBy' in name ? name.labelledBy : undefined}
      className={className}
      closedby={closedBy}
      onClose={onClose}
    >
      {children}
    </dialog>
  );
}
