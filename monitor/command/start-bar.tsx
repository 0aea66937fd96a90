import { counted } from '../shared/counted.js';
import { closePanel } from './open-close.js';

const AGAIN = 'You can press Start again: the server does not start the same run twice.';

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
  if (lost !== null) return `No answer (${lost}). The run may have started. ${hindrance ?? AGAIN}`;
  return (
    hindrance ?? (mayFail > 0 ? `The operation may fail on ${counted(mayFail, 'slot')}: see above.` : '')
  );
}
