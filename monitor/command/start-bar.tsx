import { closePanel } from './open-close.js';

export interface StartBarProps {
  /** What the start does, with the count of the slots. */
  readonly title: string;
  /** Why nothing can be started now; null if it can. */
  readonly hindrance: string | null;
  /** Why the server has not started it. */
  readonly rejected: string | null;
  /** Why no answer came to the last start. */
  readonly lost: string | null;
  readonly isStarting: boolean;
  /** Number of commanded slots on which it may fail. */
  readonly mayFail: number;
  readonly onStart: () => void;
}

/** The end of the panel: what may go wrong, and the start. */
export function StartBar(props: StartBarProps) {
  const { title, hindrance, rejected, lost, isStarting, onStart } = props;
  return (
    <footer>
      <p role="status" className={(rejected ?? lost) === null ? undefined : 'rejected'}>
        {wordsOf(props)}
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

function wordsOf({ rejected, lost, hindrance, mayFail }: StartBarProps): string {
  if (rejected !== null) return `Not started: ${rejected}`;
  if (lost !== null)
    return `No answer (${lost}), so it may have started. ${hindrance ?? 'Start again: the same start is never done twice.'}`;
  return hindrance ?? (mayFail > 0 ? `It may fail on ${mayFail} of them: see above.` : '');
}
