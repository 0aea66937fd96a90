import { closePanel } from './open-close.js';
import type { Failure } from './start.js';

export interface StartBarProps {
  /** What the start does, with the count of the slots. */
  readonly title: string;
  /** Why nothing can be started now; null if it can. */
  readonly hindrance: string | null;
  /** Why the last start was not confirmed. */
  readonly failure: Failure | undefined;
  readonly isStarting: boolean;
  /** Number of commanded slots on which it may fail. */
  readonly mayFail: number;
  readonly onStart: () => void;
}

/** The end of the panel: what may go wrong, and the start. */
export function StartBar({ title, hindrance, failure, isStarting, mayFail, onStart }: StartBarProps) {
  const words = failure
    ? failureInWords(failure)
    : (hindrance ?? (mayFail > 0 ? `It may fail on ${mayFail} of them: see above.` : ''));
  return (
    <footer>
      <p role="status" className={failure ? 'rejected' : undefined}>
        {words}
      </p>
      <button type="button" onClick={closePanel}>
        Cancel <kbd>Esc</kbd>
      </button>
      <button type="button" className="start" disabled={hindrance !== null || isStarting} onClick={onStart}>
        {isStarting ? 'Starting …' : title} <kbd>Ctrl ⏎</kbd>
      </button>
    </footer>
  );
}

function failureInWords({ isRejection, message }: Failure): string {
  if (isRejection) return `Not started: ${message}`;
  return `No answer (${message}), so it may have started. Start again: the same start is never done twice.`;
}
