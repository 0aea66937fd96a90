import { closePanel } from './open-close.js';

export interface StartBarProps {
  /** What the start does, with the count of the slots. */
  readonly title: string;
  /** Why nothing can be started now; null if it can. */
  readonly hindrance: string | null;
  readonly isStarting: boolean;
  /** Number of commanded slots on which it may fail. */
  readonly mayFail: number;
  /** The last start has had no answer. */
  readonly isUnanswered: boolean;
  readonly onStart: () => void;
}

/** The end of the panel: what may go wrong, and the start. */
export function StartBar({ title, hindrance, isStarting, mayFail, isUnanswered, onStart }: StartBarProps) {
  return (
    <footer>
      <p role="status">
        {isUnanswered
          ? 'No answer: it may have started. Start again is safe: the same start is never done twice.'
          : (hindrance ?? (mayFail > 0 ? `It may fail on ${mayFail} of them: see above.` : ''))}
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
