import { useEffect, useState } from 'react';
import type { SlotReading } from '../slots/slot-state.js';
import { StopDialog } from './stop-dialog.js';

export interface StopAllProps {
  readonly readings: readonly SlotReading[];
  /** False without a connection: the page then says how to stop instead. */
  readonly canSend: boolean;
}

/** The one red button. It asks once, and then shows slot by slot what became of it. */
export function StopAll({ readings, canSend }: StopAllProps) {
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || !event.shiftKey) return;
      // Otherwise the same key would close the dialog again.
      event.preventDefault();
      setOpen(true);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  return (
    <>
      <button type="button" className="stop" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        Stop all…
      </button>
      {isOpen && (
        <StopDialog
          title={`Stop everything on all ${readings.length} slots?`}
          answer={`Stop all ${readings.length} slots`}
          {...{ readings, canSend }}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
